/** Executions of statemachines/edit-image.asl.json. */
export interface Workflow {
  /** Starts execution number `attempt` (from 1) of an edit with input `{ editId }`; the same number twice starts once. */
  start(editId: string, attempt: number): Promise<'started' | 'exists'>;
  /** Lets a waiting execution go on. `gone`: nobody waits on this token any more. */
  succeed(taskToken: string, output: Readonly<Record<string, unknown>>): Promise<'sent' | 'gone'>;
  /** Fails a waiting execution with an error the workflow file can catch. */
  fail(taskToken: string, error: string, cause: string): Promise<'sent' | 'gone'>;
  /** What became of execution number `attempt`. */
  status(editId: string, attempt: number): Promise<'RUNNING' | 'ENDED' | 'NONE'>;
}

/** Name of an execution: unique per edit and attempt, at most 80 characters of `[A-Za-z0-9-_]`. */
export const executionName = (editId: string, attempt: number): string => (attempt <= 1 ? editId : `${editId}-${attempt}`);

/** The edit that an execution name belongs to, and its number; undefined for a name that is not ours. */
export const parseExecutionName = (name: string): { readonly editId: string; readonly attempt: number } | undefined => {
  const match = /^([0-9a-f]{40})(?:-([1-9]\d{0,8}))?$/.exec(name);
  if (match?.[1] === undefined) return undefined;
  return { editId: match[1], attempt: match[2] === undefined ? 1 : Number(match[2]) };
};
