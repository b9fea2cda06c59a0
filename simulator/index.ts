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
export { type MagicWords, readMagicWords } from './magic-words.ts';
export { createRandom, type Duration, type Random } from './random.ts';
export type {
  CallHeaders,
  InspectInput,
  RenderJob,
  RequestCounters,
  Service,
  ServiceLimits,
  ServiceOptions,
} from './service/contract.ts';
export type { Reply, WireFault } from './service/reply.ts';
export type { ResultReply } from './service/results.ts';
export { createService } from './service/service.ts';
export type { PictureRef, Task, TaskStatus, Verdict } from './service/task.ts';
export type { TaskView } from './service/task-view.ts';
export { createSimulator, type Simulator, type SimulatorOptions } from './simulator.ts';
