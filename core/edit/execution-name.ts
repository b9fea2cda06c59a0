/** Names of executions. */

/** Name of an execution: unique per edit and attempt, at most 80 characters of `[A-Za-z0-9-_]`. */
export const executionName = (editId: string, attempt: number): string => (attempt <= 1 ? editId : `${editId}-${attempt}`);

/** The edit that an execution name belongs to, and its number; undefined for a name that is not ours. */
export const parseExecutionName = (name: string): { readonly editId: string; readonly attempt: number } | undefined => {
  const match = /^([0-9a-f]{40})(?:-([1-9]\d{0,8}))?$/.exec(name);
  if (match?.[1] === undefined) return undefined;
  return { editId: match[1], attempt: match[2] === undefined ? 1 : Number(match[2]) };
};
