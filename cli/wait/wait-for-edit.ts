/** Waits for the end of an edit, and for nothing that cannot come: every wait has a bound, and an end that says how to go on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiError } from '#client/api-error.ts';
import type { Client } from '#client/client.ts';
import { LONG_POLL_SECONDS } from '#client/edits.ts';
import type { EditView } from '#client/types.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { WaitEnded } from '../command.ts';
import { commandLine } from '../command-line.ts';
import { describeWait, type Wait } from './describe-wait.ts';

/** Time as a wait measures it: by what elapses, whatever becomes of the machine's clock. */
export interface WaitTime {
  /** Milliseconds since some beginning. */
  readonly elapsed: () => number;
  /** Epoch ms, to compare with the instants of an edit. */
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
}

/** The time of this process. */
export const PROCESS_TIME: WaitTime = {
  elapsed: () => performance.now(),
  now: () => Date.now(),
  sleep: (ms, signal) => sleep(ms, undefined, { signal }),
};

/** How a wait is followed. */
export interface WaitOptions {
  readonly signal: AbortSignal;
  /** The edit as it is known already: then Darkroom may be silent from the beginning. */
  readonly known?: EditView;
  /** Called with every view that was received, the last one included. */
  readonly onView?: (edit: EditView) => void;
  /** Called after every look at an edit that has not ended, and while Darkroom does not answer. */
  readonly onWait?: (edit: EditView, wait: Wait) => void;
  readonly time?: WaitTime;
}

/** Longest wait for one edit, in ms: the service keeps a result for a day, so nothing comes after it. */
export const LONGEST_WAIT_MS = 24 * 3_600_000;

/** How long Darkroom may be silent or in trouble, in ms: longer than a restart of it takes. */
export const SILENCE_MS = 120_000;

/** How long to pause before Darkroom is asked again after it did not answer, in ms. */
const ASK_AGAIN_MS = 2_000;

/** How often it is asked whether submissions are paused, in ms. */
const ASK_PAUSED_MS = 30_000;

/** How long an answer may take beyond what it was asked to be held, in ms. */
const ANSWER_MS = 40_000;

/** The edit when nothing more happens to it by itself. @throws WaitEnded, ApiError, the signal's reason */
export const waitForEdit = async (client: Client, editId: string, options: WaitOptions): Promise<EditView> => {
  const { signal, known, onView, onWait, time = PROCESS_TIME } = options;
  const began = time.elapsed();
  const pausedNow = pauseWatch(client, time, signal);
  let latest = known;
  let first = true;
  let silentSince: { readonly at: number; readonly instant: string } | undefined;
  for (;;) {
    const seen = await look(client, editId, first || silentSince !== undefined ? undefined : LONG_POLL_SECONDS, signal);
    first = false;
    if ('edit' in seen) {
      silentSince = undefined;
      latest = seen.edit;
      onView?.(latest);
      if (latest.ended) return latest;
      onWait?.(latest, describeWait(latest, { paused: latest.status === 'QUEUED' && (await pausedNow()), now: time.now() }));
    } else {
      silentSince ??= { at: time.elapsed(), instant: new Date(time.now()).toISOString() };
      if (latest === undefined) throw seen.error;
      if (time.elapsed() - silentSince.at > SILENCE_MS) throw silent(editId, seen.error);
      onWait?.(latest, {
        for: 'answer',
        since: silentSince.instant,
        text: 'Darkroom does not answer',
        next: 'it is asked again',
      });
      await time.sleep(ASK_AGAIN_MS, signal);
    }
    if (time.elapsed() - began > LONGEST_WAIT_MS && latest !== undefined) throw tooLong(latest);
  }
};

type Seen = { readonly edit: EditView } | { readonly error: unknown };

/** One look; trouble that may pass is answered. @throws ApiError for any other, the signal's reason */
const look = async (client: Client, id: string, waitSeconds: number | undefined, signal: AbortSignal): Promise<Seen> => {
  const limit = AbortSignal.timeout((waitSeconds ?? 0) * 1000 + ANSWER_MS);
  try {
    const edit = await client.edits.get(id, { signal: AbortSignal.any([signal, limit]), ...omitUndefined({ waitSeconds }) });
    return { edit };
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted || (error instanceof ApiError && error.temporary)) return { error };
    throw error;
  }
};

/** Answers whether submissions are paused; asks seldom, and takes trouble for no. */
const pauseWatch = (client: Client, time: WaitTime, signal: AbortSignal): (() => Promise<boolean>) => {
  let known = { at: Number.NEGATIVE_INFINITY, paused: false };
  return async () => {
    if (time.elapsed() - known.at < ASK_PAUSED_MS) return known.paused;
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
    const paused = await client.controls.get({ signal: limit }).then(
      (controls) => controls.paused,
      () => false,
    );
    known = { at: time.elapsed(), paused };
    return paused;
  };
};

const silent = (id: string, cause: unknown): WaitEnded => {
  const told = cause instanceof ApiError ? cause.problem : undefined;
  return new WaitEnded(
    {
      code: told?.code ?? 'NO_ANSWER',
      message: `${told?.message ?? 'Darkroom does not answer'}; edit ${id} is not followed any further`,
      hint: `It goes on where Darkroom runs, or at its next start (${commandLine('start')}). Then: ${commandLine(`watch ${id.slice(0, 10)}`)}`,
    },
    { cause },
  );
};

const tooLong = ({ id, statusText }: EditView): WaitEnded =>
  new WaitEnded({
    code: 'WAITED_TOO_LONG',
    message: `edit ${id} has not ended within a day: ${statusText}`,
    hint: `See why: ${commandLine(`show ${id.slice(0, 10)}`)}; whether all is well: ${commandLine('doctor')}`,
  });
