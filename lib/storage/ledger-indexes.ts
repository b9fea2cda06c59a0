/** The indexes of the ledger's table: apart from the table, so that what only needs their names does not load the CDK. */

/** Names and keys of the two indexes, shared with the adapter by a test. */
export const INDEXES = {
  /** Edits by state, newest first. */
  listing: { name: 'listing', partition: 'state', sort: 'newest' },
  /** Edits that something may still happen to; an ended edit is not in it. */
  open: { name: 'open', partition: 'open', sort: 'touched' },
} as const;
