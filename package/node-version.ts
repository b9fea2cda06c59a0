/** The Node that the packed package runs on. It imports nothing, so that an older Node can still say why it will not do. */

/** Oldest major version; the embedded ledger is `node:sqlite`, and this is the version that the tests run on. */
export const OLDEST_NODE = 24;

/** The message for a Node that is too old; undefined when it is new enough. `version` as in `process.versions.node`. */
export const nodeTooOld = (version: string): string | undefined =>
  Number.parseInt(version, 10) >= OLDEST_NODE
    ? undefined
    : `darkroom needs Node ${OLDEST_NODE} or newer, and this is Node ${version}.\nInstall Node ${OLDEST_NODE} or newer, then run it again.\n`;
