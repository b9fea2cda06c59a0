/** How long an edit has been under way: the server's own count plus the time since its answer arrived, so that no two clocks are compared. */
import { useRef } from 'preact/hooks';
import type { EditView } from '#client/types.ts';
import { elapsedOf } from '../state/progress.ts';
import { useNow } from './use-now.ts';

/** Milliseconds, growing while the edit runs. */
export const useElapsed = (edit: EditView): number => {
  const now = useNow(!edit.ended);
  const seen = useRef({ edit, at: Date.now() });
  if (seen.current.edit !== edit) seen.current = { edit, at: Date.now() };
  return elapsedOf(edit, now - seen.current.at);
};
