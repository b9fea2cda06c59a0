/** Every function of Darkroom with its own time limit, composed anew for each invocation over the ports of that invocation. */
import type { StartEditConfig } from '#core/actions/open-edit.ts';
import type { EventPublisher } from '#core/ports/event-publisher.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { Model, ResultDownloads } from '#core/ports/model.ts';
import type { Store } from '#core/ports/store.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';
import type { Workflow } from '#core/ports/workflow.ts';
import { type ApiAnswer, type ApiEvent, createHandler as createApi } from '#functions/api/handler.ts';
import { createHandler as createCheckStatus } from '#functions/check-status/handler.ts';
import { createHandler as createExecutionEnded, type ExecutionEndedEvent } from '#functions/execution-ended/handler.ts';
import { createHandler as createPersistResult } from '#functions/persist-result/handler.ts';
import { createHandler as createRecordFailure } from '#functions/record-failure/handler.ts';
import { createHandler as createRequestSlot } from '#functions/request-slot/handler.ts';
import { createHandler as createStartEdit, type StartEditEvent } from '#functions/start-edit/handler.ts';
import { createHandler as createSubmit } from '#functions/submit/handler.ts';
import { createHandler as createSweep } from '#functions/sweep/handler.ts';
import { createMemoryWebhooks } from '#test/support/memory-webhooks.ts';
import type { Invoke } from './invocation.ts';

/** The ports of one run. */
export interface Ports {
  readonly ledger: Ledger;
  readonly store: Store;
  readonly workflow: Workflow;
  readonly model: Model;
  readonly downloads: ResultDownloads;
  readonly publisher: EventPublisher;
}

/** Time limits of the functions in seconds, as lib/functions/edit-functions.ts deploys them. */
const SECONDS = {
  startEdit: 60,
  requestSlot: 30,
  submit: 120,
  checkStatus: 130,
  persistResult: 290,
  recordFailure: 50,
  executionEnded: 50,
  sweep: 300,
  api: 29,
} as const;

/** What the functions need besides their ports. */
export interface FunctionsDeps {
  readonly invoke: Invoke<Ports>;
  readonly telemetry: Telemetry;
  readonly capacity: number;
  readonly config: StartEditConfig;
  readonly newId: () => string;
}

/** An edit's id. */
interface OfEdit {
  readonly editId: string;
}

/** The functions, as their triggers call them. */
export const createFunctions = ({ invoke, telemetry, capacity, config, newId }: FunctionsDeps) => {
  const own = { telemetry, capacity, config };
  const webhooks = {
    store: createMemoryWebhooks(),
    sender: { send: notSending },
    randomBytes: (bytes: number) => new Uint8Array(bytes),
    allowPrivate: false,
  };
  const run = <E, R>(name: keyof typeof SECONDS, create: (deps: Ports & typeof own & ClockOnly) => (event: E) => Promise<R>) => {
    return (event: E): Promise<R> => invoke(name, SECONDS[name], (ports) => create({ ...ports, ...own })(event));
  };
  return {
    startEdit: run('startEdit', (deps) => (event: StartEditEvent) => createStartEdit(deps)(event)),
    requestSlot: run('requestSlot', (deps) => (event: OfEdit & { readonly taskToken: string }) => createRequestSlot(deps)(event)),
    submit: run('submit', (deps) => (event: OfEdit) => createSubmit(deps)(event)),
    checkStatus: run('checkStatus', (deps) => (event: OfEdit) => createCheckStatus(deps)(event)),
    persistResult: run('persistResult', (deps) => (event: OfEdit) => createPersistResult(deps)(event)),
    recordFailure: run('recordFailure', (deps) => (event: OfEdit) => createRecordFailure(deps)(event)),
    executionEnded: run('executionEnded', (deps) => (event: ExecutionEndedEvent) => createExecutionEnded(deps)(event)),
    sweep: run('sweep', (deps) => (_event: undefined) => createSweep(deps)({})),
    api: run('api', (deps): ((event: ApiEvent) => Promise<ApiAnswer>) =>
      createApi({ ...deps, webhooks, newId, config: { ...config, capacity, version: 'simulated' } }),
    ),
  };
};

type ClockOnly = { readonly clock: Parameters<typeof createSubmit>[0]['clock'] };

const notSending = (): never => {
  throw new Error('the simulation sends no webhooks');
};

/** What {@link createFunctions} answers. */
export type Functions = ReturnType<typeof createFunctions>;
