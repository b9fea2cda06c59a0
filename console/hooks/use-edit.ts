/** One edit, kept up to date by long polls until it is over. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import { ApiError } from '#client/api-error.ts';
import type { Client } from '#client/client.ts';
import { LONG_POLL_SECONDS } from '#client/edits.ts';
import type { EditView } from '#client/types.ts';
import type { Problem } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { errorToProblem, useClient } from './client-context.ts';
import { pause } from './pause.ts';

const AGAIN_MS = 2_000;

/** A long poll ends when the status changes; a place in the queue changes without that, so it is polled more often. */
const QUEUE_POLL_SECONDS = 3;

/** What is known of the edit. `problem`: it could not be read; when `temporary`, reading goes on. */
export interface Watched {
  readonly edit: EditView | undefined;
  readonly problem: Problem | undefined;
  readonly temporary: boolean;
  /** Takes over a view that some other call answered. */
  readonly accept: (edit: EditView) => void;
}

/** Watches one edit for as long as the component lives. */
export const useEdit = (editId: string): Watched => {
  const client = useClient();
  const [round, setRound] = useState(0);
  const [known, setKnown] = useState<Omit<Watched, 'accept'>>({ edit: undefined, problem: undefined, temporary: false });
  useEffect(() => {
    const controller = new AbortController();
    setKnown((before) => (before.edit?.id === editId ? before : { edit: undefined, problem: undefined, temporary: false }));
    watch(client, editId, controller.signal, (change) => setKnown((before) => ({ ...before, ...change }))).catch(() => undefined);
    return () => controller.abort();
    // Another round: an edit that had ended is under way again (an adopted task).
  }, [client, editId, round]);
  const accept = useCallback((edit: EditView) => {
    setKnown({ edit, problem: undefined, temporary: false });
    if (!edit.ended) setRound((before) => before + 1);
  }, []);
  return { ...known, accept };
};

const watch = async (
  client: Client,
  editId: string,
  signal: AbortSignal,
  onChange: (change: Partial<Omit<Watched, 'accept'>>) => void,
): Promise<void> => {
  let waitSeconds: number | undefined;
  for (;;) {
    try {
      const edit = await client.edits.get(editId, { signal, ...omitUndefined({ waitSeconds }) });
      if (signal.aborted) return;
      onChange({ edit, problem: undefined, temporary: false });
      if (edit.ended) return;
      waitSeconds = edit.status === 'QUEUED' ? QUEUE_POLL_SECONDS : LONG_POLL_SECONDS;
    } catch (error) {
      if (signal.aborted) return;
      const temporary = error instanceof ApiError && error.temporary;
      onChange({ problem: errorToProblem(error), temporary });
      if (!temporary) return;
      await pause(AGAIN_MS, signal);
    }
  }
};
