/** What the simulator exports to tests, benchmarks and the runtime on one machine. */
export { type Audit, type AuditedPicture, createAudit } from './audit/audit.ts';
export { type Clock, systemClock, type Timer } from './clock.ts';
export { ERROR_CODES, type ErrorCode, type ErrorPhase } from './error-codes.ts';
export {
  FAULT_PHASES,
  type FaultCondition,
  type FaultContext,
  type FaultKind,
  type FaultPhase,
  type FaultPlan,
  type FaultRule,
} from './faults.ts';
export type { LieContext, LieRule } from './lies/choose.ts';
export { type ChosenLie, LIE_NAMES, LIES, type LieName, tellOf } from './lies/table.ts';
export { type MagicWords, readMagicWords } from './magic-words.ts';
export type {
  CallHeaders,
  InspectInput,
  RenderJob,
  RequestCounters,
  TaskService,
  TaskServiceLimits,
  TaskServiceOptions,
} from './model-studio/contract.ts';
export type { Reply, WireFault } from './model-studio/reply.ts';
export type { ResultReply } from './model-studio/storage/results.ts';
export type { ImageRef, Task, TaskStatus, Verdict } from './model-studio/task.ts';
export { createTaskService } from './model-studio/task-service.ts';
export type { TaskView } from './model-studio/task-view.ts';
export { createRandom, type Duration, type Random } from './random.ts';
export { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
