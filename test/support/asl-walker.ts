/**
 * Walks a state machine in virtual time. It knows exactly what statemachines/edit-image.asl.json uses (JSONPath, Task, Wait, Choice,
 * Fail, Retry with backoff and jitter, Catch, TimeoutSeconds, waitForTaskToken) and refuses everything else, so that a new feature in
 * the file cannot be skipped over in silence. A test runs the same scripts here and on aws-local-stepfunctions and compares.
 */
import type { Clock } from '#core/ports/clock.ts';
import type { Catcher, Definition, Retrier, State } from './workflow-file.ts';

/** What a task of the file does: answers its result, or throws an error whose `name` is what the file routes on. */
export type TaskHandler = (input: unknown) => Promise<unknown>;

/** One thing that the walk did. */
export type Transition =
  | { readonly kind: 'entered'; readonly state: string; readonly input: Json }
  | { readonly kind: 'failed'; readonly state: string; readonly error: string }
  | { readonly kind: 'retried'; readonly state: string; readonly retrier: number; readonly delaySeconds: number }
  | { readonly kind: 'gave-up'; readonly state: string; readonly retrier: number }
  | { readonly kind: 'caught'; readonly state: string; readonly catcher: number }
  | { readonly kind: 'chose'; readonly state: string; readonly choice: number | 'default' }
  | { readonly kind: 'left'; readonly state: string; readonly to: string | undefined };

/** A JSON object: the state between two steps. */
export type Json = Readonly<Record<string, unknown>>;

/** How a walk ended. */
export type WalkEnd =
  | { readonly status: 'SUCCEEDED'; readonly output: Json }
  | { readonly status: 'FAILED'; readonly error: string; readonly cause: string };

/** What a walk needs. */
export interface WalkOptions {
  readonly definition: Definition;
  /** By the name of the state. */
  readonly tasks: Readonly<Record<string, TaskHandler>>;
  readonly clock: Clock;
  /** Answers a token and a promise that settles when the token is used. */
  readonly newToken: () => { readonly token: string; readonly used: Promise<Json> };
  /** [0, 1): jitter of the retries. */
  readonly random: () => number;
  readonly onTransition?: (transition: Transition) => void;
  /** Aborting stops the walk where it waits; the walk rejects with the reason. */
  readonly signal?: AbortSignal;
}

/** An error with the name that the workflow routes on. */
export const namedError = (name: string, message: string): Error => Object.assign(new Error(message), { name });

/** Walks from StartAt to the end. @throws the reason of `signal` */
export const walk = async (input: Json, options: WalkOptions): Promise<WalkEnd> => {
  const { definition, onTransition = () => undefined, signal } = options;
  let name = definition.StartAt;
  let data = input;
  for (;;) {
    signal?.throwIfAborted();
    const state = definition.States[name];
    if (state === undefined) throw new Error(`the file has no state ${name}`);
    refuseUnknown(name, state);
    onTransition({ kind: 'entered', state: name, input: data });
    if (state.Type === 'Fail') return { status: 'FAILED', error: state.Error ?? '', cause: state.Cause ?? '' };
    const step = await runState(name, state, data, options);
    if ('failed' in step) return { status: 'FAILED', error: step.failed.name, cause: step.failed.message };
    onTransition({ kind: 'left', state: name, to: step.next });
    data = step.data;
    if (step.next === undefined) return { status: 'SUCCEEDED', output: data };
    name = step.next;
  }
};

type Step = { readonly data: Json; readonly next: string | undefined } | { readonly failed: Error };

const runState = async (name: string, state: State, data: Json, options: WalkOptions): Promise<Step> => {
  if (state.Type === 'Choice') return { data, next: choose(name, state, data, options) };
  if (state.Type === 'Wait') {
    await options.clock.sleep(secondsAt(state.SecondsPath ?? '', data) * 1000, options.signal);
    return { data, next: state.Next };
  }
  return runTask(name, state, data, options);
};

const choose = (name: string, state: State, data: Json, { onTransition = () => undefined }: WalkOptions): string => {
  const choice = state.Choices?.findIndex((rule) => at(rule.Variable, data) === rule.StringEquals) ?? -1;
  const next = choice >= 0 ? state.Choices?.[choice]?.Next : state.Default;
  if (next === undefined) throw new Error(`States.NoChoiceMatched in ${name}`);
  onTransition({ kind: 'chose', state: name, choice: choice >= 0 ? choice : 'default' });
  return next;
};

const runTask = async (name: string, state: State, data: Json, options: WalkOptions): Promise<Step> => {
  const { clock, random, onTransition = () => undefined, signal } = options;
  const attempts = (state.Retry ?? []).map(() => 0);
  for (;;) {
    try {
      const result = await invoke(name, state, data, options);
      return { data: place(state.ResultPath, data, result), next: state.End === true ? undefined : state.Next };
    } catch (thrown) {
      signal?.throwIfAborted();
      const error = thrown instanceof Error ? thrown : new Error(String(thrown));
      onTransition({ kind: 'failed', state: name, error: error.name });
      const retrier = (state.Retry ?? []).findIndex((entry) => matches(entry, error));
      const entry = state.Retry?.[retrier];
      if (entry !== undefined) {
        const made = attempts[retrier] ?? 0;
        if (made < (entry.MaxAttempts ?? 3)) {
          attempts[retrier] = made + 1;
          const delaySeconds = delayOf(entry, made, random);
          await clock.sleep(delaySeconds * 1000, signal);
          onTransition({ kind: 'retried', state: name, retrier, delaySeconds });
          continue;
        }
        onTransition({ kind: 'gave-up', state: name, retrier });
      }
      const catcher = (state.Catch ?? []).findIndex((candidate) => matches(candidate, error));
      const caught = state.Catch?.[catcher];
      if (caught === undefined) return { failed: error };
      onTransition({ kind: 'caught', state: name, catcher });
      return { data: place(caught.ResultPath, data, { Error: error.name, Cause: error.message }), next: caught.Next };
    }
  }
};

const invoke = async (name: string, state: State, data: Json, options: WalkOptions): Promise<unknown> => {
  const { clock, newToken, tasks } = options;
  const handler = tasks[name];
  if (handler === undefined) throw new Error(`no handler for ${name}`);
  const tokened = state.Resource?.endsWith('.waitForTaskToken') === true;
  const { token, used } = tokened ? newToken() : { token: '', used: Promise.resolve({}) };
  used.catch(() => undefined);
  const input = state.Parameters === undefined ? data : fill(state.Parameters, data, token);
  const timer = new AbortController();
  const work = tokened ? Promise.all([handler(payloadOf(input)), used]).then(([, output]) => output) : handler(input);
  const late = clock.sleep((state.TimeoutSeconds ?? 60) * 1000, timer.signal).then(() => {
    throw namedError('States.Timeout', `${name} took longer than ${state.TimeoutSeconds} s`);
  });
  late.catch(() => undefined);
  try {
    return await Promise.race([work, late, whenAborted(options.signal, timer.signal)]);
  } finally {
    timer.abort(new Error('answered'));
  }
};

const whenAborted = (signal: AbortSignal | undefined, done: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true, signal: done });
  });

const payloadOf = (input: unknown): unknown =>
  typeof input === 'object' && input !== null && 'Payload' in input ? input.Payload : input;

const matches = ({ ErrorEquals }: Retrier | Catcher, { name }: Error): boolean =>
  ErrorEquals.some(
    (wanted) => wanted === name || wanted === 'States.ALL' || (wanted === 'States.TaskFailed' && name !== 'States.Timeout'),
  );

const delayOf = (entry: Retrier, made: number, random: () => number): number => {
  const grown = (entry.IntervalSeconds ?? 1) * (entry.BackoffRate ?? 2) ** made;
  const bounded = Math.min(grown, entry.MaxDelaySeconds ?? Number.POSITIVE_INFINITY);
  return entry.JitterStrategy === 'FULL' ? bounded * random() : bounded;
};

const fill = (template: unknown, data: Json, token: string): unknown => {
  if (typeof template !== 'object' || template === null) return template;
  return Object.fromEntries(
    Object.entries(template).map(([key, value]) =>
      key.endsWith('.$') ? [key.slice(0, -2), at(String(value), data, token)] : [key, fill(value, data, token)],
    ),
  );
};

const at = (path: string, data: Json, token = ''): unknown => {
  if (path === '$$.Task.Token') return token;
  const field = /^\$\.(\w+)$/.exec(path)?.[1];
  if (field === undefined) throw new Error(`the walker does not know the path ${path}`);
  if (!(field in data)) throw new Error(`States.Runtime: nothing at ${path}`);
  return data[field];
};

const secondsAt = (path: string, data: Json): number => {
  const seconds = at(path, data);
  if (typeof seconds !== 'number' || !Number.isInteger(seconds) || seconds < 0) {
    throw new Error(`States.Runtime: ${path} is ${String(seconds)}, not a whole number of seconds`);
  }
  return seconds;
};

const place = (path: string | null | undefined, data: Json, result: unknown): Json => {
  if (path === null) return data;
  if (path === undefined || path === '$') return JSON.parse(JSON.stringify(result)) as Json;
  const field = /^\$\.(\w+)$/.exec(path)?.[1];
  if (field === undefined) throw new Error(`the walker does not know the path ${path}`);
  return { ...data, [field]: JSON.parse(JSON.stringify(result)) };
};

const KNOWN: Readonly<Record<State['Type'], readonly string[]>> = {
  Task: ['Resource', 'Parameters', 'TimeoutSeconds', 'ResultPath', 'Retry', 'Catch', 'Next', 'End'],
  Wait: ['SecondsPath', 'Next'],
  Choice: ['Choices', 'Default'],
  Fail: ['Error', 'Cause'],
};

const refuseUnknown = (name: string, state: State): void => {
  const known: readonly string[] | undefined = KNOWN[state.Type];
  if (known === undefined) throw new Error(`the walker does not know ${name}'s type ${state.Type}`);
  const unknown = Object.keys(state).filter((field) => field !== 'Type' && field !== 'Comment' && !known.includes(field));
  if (unknown.length > 0) throw new Error(`the walker does not know ${unknown.join(', ')} of ${name}`);
};
