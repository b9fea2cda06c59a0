/** How long a task will take and how it will end, decided when it is created. */
import { TASK_TIMEOUT_MS } from '#core/service/limits.ts';
import { type ServiceError, serviceError } from '../error-codes.ts';
import type { FaultKind } from '../faults.ts';
import { type ChosenLie, LIES, OF_TASKS } from '../lies/table.ts';
import type { MagicWords } from '../magic-words.ts';
import type { ImageFailure, TaskPlan } from './task.ts';

/** What decides the fate of a task. */
export interface PlanInput {
  readonly now: number;
  readonly n: number;
  readonly words: MagicWords;
  /** A fault of phase `task`, if one struck. */
  readonly fault: FaultKind | undefined;
  /** Lies drawn for it. */
  readonly lies: readonly ChosenLie[];
  readonly drawnSeconds: number;
  readonly speed: number;
  /** What is wrong with the size, when that fails the task rather than the create call. */
  readonly sizeProblem?: string;
}

/** Between acceptance and scheduling, seen in the guide's own samples (25 to 31 ms). */
const DISPATCH_MS = 28;

const failure = (code: string, message?: string): ImageFailure => {
  const error: ServiceError = serviceError(code, message);
  return { code: error.code, message: error.message };
};

const outputMessage = (code: string): string | undefined =>
  code === 'DataInspectionFailed' ? 'Output data may contain inappropriate content.' : undefined;

const wholeFailure = (input: PlanInput, runMs: number): ImageFailure | undefined => {
  if (input.sizeProblem !== undefined) return failure('InvalidParameter', input.sizeProblem);
  if (input.words.fail !== undefined) return failure(input.words.fail);
  const fault = input.fault;
  if (typeof fault === 'object' && 'fail' in fault) return failure(fault.fail.code, fault.fail.message);
  if (typeof fault === 'object' && 'error' in fault) return failure(fault.error.code, fault.error.message);
  return runMs >= TASK_TIMEOUT_MS / input.speed ? failure('InternalError.Timeout') : undefined;
};

const lastOnes = (n: number, failed: number): readonly number[] =>
  Array.from({ length: n }, (_, index) => index).slice(Math.max(0, n - failed));

const imageFailures = (input: PlanInput): Record<number, ImageFailure> => {
  const partial = typeof input.fault === 'object' && 'partial' in input.fault ? input.fault.partial : input.words.partial;
  if (partial === undefined) return {};
  const code = partial.code ?? 'DataInspectionFailed';
  const indices = typeof partial.failed === 'number' ? lastOnes(input.n, partial.failed) : partial.failed;
  return Object.fromEntries(
    indices.filter((index) => index >= 0 && index < input.n).map((index) => [index, failure(code, outputMessage(code))]),
  );
};

/** Decides once, when a task is created, how long it takes and what comes out. */
export const planTask = (input: PlanInput): TaskPlan => {
  const delay = typeof input.fault === 'object' && 'delay' in input.fault ? input.fault.delay : 0;
  const wanted = ((input.words.runSeconds ?? input.drawnSeconds) + delay) * (1000 / input.speed);
  const runMs = Math.round(Math.min(wanted, TASK_TIMEOUT_MS / input.speed));
  const whole = wholeFailure(input, runMs);
  const lies = [...input.lies, ...(input.words.lies ?? []).filter(({ lie }) => OF_TASKS.includes(LIES[lie].subject))];
  return {
    runMs,
    eligibleAt: input.now + Math.round((DISPATCH_MS + (input.words.pendingSeconds ?? 0) * 1000) / input.speed),
    imageFailures: imageFailures(input),
    ...(whole === undefined ? {} : { failure: whole }),
    ...(input.words.query === undefined ? {} : { query: input.words.query }),
    ...(input.words.result === undefined ? {} : { result: input.words.result }),
    ...(lies.length === 0 ? {} : { lies }),
  };
};
