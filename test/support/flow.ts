/** The whole flow over fakes in virtual time: the real handlers, the real workflow file, everything else in memory. */

import { DEFAULT_CAPACITY, DEFAULT_POOL, slotsUsed } from '#core/admission/pool.ts';
import type { Edit } from '#core/edit/edit.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { createHandler as createCheckStatus } from '#functions/check-status/handler.ts';
import { createHandler as createExecutionEnded } from '#functions/execution-ended/handler.ts';
import type { Step } from '#functions/middleware/step.ts';
import { createHandler as createPersistResult } from '#functions/persist-result/handler.ts';
import { createHandler as createRecordFailure } from '#functions/record-failure/handler.ts';
import { createHandler as createRequestSlot } from '#functions/request-slot/handler.ts';
import { createHandler as createSubmit } from '#functions/submit/handler.ts';
import { createHandler as createSweep } from '#functions/sweep/handler.ts';
import { queuedEdit, SLOT } from './edits.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { createMemoryStore, streamOf } from './memory-store.ts';
import { pngOf } from './pictures/png.ts';
import { createRecordingPublisher } from './recording-publisher.ts';
import { createRecordingTelemetry } from './recording-telemetry.ts';
import { createVirtualWorkflow, type VirtualWorkflow } from './run-workflow.ts';
import { createScriptedModel, type ScriptedModelOptions } from './scripted-model.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** What every edit edits. */
const PICTURE = pngOf(640, 480);

/** What may be chosen. */
export interface FlowOptions extends Omit<ScriptedModelOptions, 'clock'> {
  readonly capacity?: number;
  /** Base of the store's links; without it the store has none. */
  readonly linkBase?: string;
  /** Surrounds every invocation of a handler. */
  readonly around?: <R>(invoke: () => Promise<R>) => Promise<R>;
  /** Replaces a port by one that goes wrong on purpose. */
  readonly wrap?: <T extends object>(port: T, name: 'ledger' | 'store' | 'model' | 'downloads' | 'workflow' | 'publisher') => T;
}

/** Everything in memory, wired. `deps` satisfies every handler. */
export const createFlow = ({
  capacity = DEFAULT_CAPACITY,
  linkBase,
  wrap = (port) => port,
  around = (invoke) => invoke(),
  ...service
}: FlowOptions = {}) => {
  const clock = createVirtualClock();
  const ledger = createMemoryLedger();
  const store = createMemoryStore({ clock, ...omitUndefined({ linkBase }) });
  const scripted = createScriptedModel({ clock, time: clock.unset, ...service });
  const publisher = createRecordingPublisher();
  const telemetry = createRecordingTelemetry();
  const workflow: VirtualWorkflow = createVirtualWorkflow({ clock, handlers: () => handlers });
  const deps = {
    clock,
    ledger: wrap<Ledger>(ledger, 'ledger'),
    store: wrap(store, 'store'),
    model: wrap(scripted.model, 'model'),
    downloads: wrap(scripted.downloads, 'downloads'),
    workflow: wrap(workflow, 'workflow'),
    publisher: wrap(publisher, 'publisher'),
    telemetry,
    capacity,
  };
  const surround =
    <E, R>(step: Step<E, R>): ((event: E) => Promise<R>) =>
    (event) =>
      around(() => step(event));
  const handlers = {
    requestSlot: surround(createRequestSlot(deps)),
    submit: surround(createSubmit(deps)),
    checkStatus: surround(createCheckStatus(deps)),
    persistResult: surround(createPersistResult(deps)),
    recordFailure: surround(createRecordFailure(deps)),
    executionEnded: surround(createExecutionEnded(deps)),
    sweep: surround(createSweep(deps)),
  };

  /** Claims an edit and stores its picture, without starting it. */
  const claim = async (change: Partial<Edit> = {}): Promise<Edit> => {
    const put = await store.put('uploads/clock.png', streamOf(PICTURE), { mediaType: 'image/png' });
    const edit = queuedEdit({
      images: [
        {
          kind: 'object',
          key: 'uploads/clock.png',
          versionId: put.versionId,
          mediaType: 'image/png',
          width: 640,
          height: 480,
          bytes: PICTURE.length,
        },
      ],
      ...change,
      times: { createdAt: clock.now(), updatedAt: clock.now(), ...change.times },
    });
    await ledger.claim(edit, {});
    return edit;
  };

  /** Claims an edit that holds a slot already: what submit finds. */
  const admit = (change: Partial<Edit> = {}): Promise<Edit> => claim({ slot: SLOT, ...change });

  /** Slots in use. */
  const slots = async (): Promise<number> => slotsUsed(await ledger.pool(DEFAULT_POOL));

  /** Claims an edit, starts its execution and runs time on until that has ended. */
  const runEdit = async (change: Partial<Edit> = {}): Promise<Edit> => {
    const { editId } = await claim(change);
    await workflow.start(editId, 1);
    await finish(editId);
    return record(editId);
  };

  /** Runs time on until the first execution of an edit has ended. */
  const finish = async (name: string): Promise<void> => {
    const execution = workflow.execution(name);
    if (execution === undefined) throw new Error(`no execution ${name}`);
    await clock.drive(execution.ended);
  };

  const record = async (editId: string): Promise<Edit> => {
    const edit = await ledger.get(editId);
    if (edit === undefined) throw new Error(`no edit ${editId}`);
    return edit;
  };

  return {
    ...deps,
    ledger,
    store,
    clock,
    scripted,
    publisher,
    telemetry,
    workflow,
    deps,
    handlers,
    claim,
    admit,
    slots,
    runEdit,
    finish,
    record,
  };
};

/** What {@link createFlow} answers. */
export type Flow = ReturnType<typeof createFlow>;
