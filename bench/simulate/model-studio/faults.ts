/** What goes wrong at the service and on the way back from it, as rules of the simulator. */
import type { FaultKind, FaultPhase, FaultPlan } from '#simulator/index.ts';

/** How often what goes wrong at the service: shares in [0, 1]. */
export interface ModelStudioFaultRates {
  /** Of the creates, queries, lists, cancels and downloads: each kind of fault equally often. */
  readonly calls: number;
  /** Of the tasks: they fail, lose some of their images, or take much longer, equally often. */
  readonly tasks: number;
}

/** While this holds (epoch ms), the task list answers nothing but errors. */
export type ListDown = (now: number) => boolean;

const error = (code: string): FaultKind => ({ error: { code } });

const CALL_FAULTS: readonly FaultKind[] = [
  'drop-before',
  'drop-after-accept',
  'truncate',
  'wrong-type',
  'slow-loris',
  { delay: 5 },
  { delay: 45 },
  error('Throttling'),
  error('InternalError'),
  error('SystemError'),
];

const RESULT_FAULTS: readonly FaultKind[] = [
  'drop-before',
  'expired',
  'truncate',
  'wrong-type',
  error('InternalError'),
  { delay: 20 },
  'slow-loris',
];

/** Tasks of more than one image lose their last one; tasks of one fail. */
const TASK_FAULTS: readonly FaultKind[] = [
  { fail: { code: 'DataInspectionFailed' } },
  { fail: { code: 'InternalError.Timeout' } },
  { partial: { failed: 1 } },
  { delay: 1200 },
];

/** The rules, in order of precedence. */
export const modelStudioPlan = ({ calls, tasks }: ModelStudioFaultRates, listDown: ListDown, now: () => number): FaultPlan => [
  { phase: 'list', kind: error('InternalError'), when: () => listDown(now()) },
  ...(['create', 'query', 'list', 'cancel'] as const).flatMap((phase) => spread(phase, CALL_FAULTS, calls)),
  ...spread('result', RESULT_FAULTS, calls),
  ...spread('task', TASK_FAULTS, tasks),
];

/** Rules are tried one after another, so a later one must strike more often to come to the same share of all. */
const spread = (phase: FaultPhase, kinds: readonly FaultKind[], share: number): FaultPlan =>
  share === 0
    ? []
    : kinds.map((kind, place) => {
        const each = share / kinds.length;
        return { phase, kind, when: { probability: each / (1 - each * place) } };
      });
