/** What opening an edit needs, in memory and recorded, with one picture that can be named. */
import type { StartEditConfig } from '#core/actions/open-edit.ts';
import { createMemoryLedger } from './memory-ledger.ts';
import { createMemoryStore, streamOf } from './memory-store.ts';
import { pngFile } from './pictures/picture-files.ts';
import { createRecordingPublisher } from './recording-publisher.ts';
import { createRecordingTelemetry } from './recording-telemetry.ts';
import { createRecordingWorkflow } from './recording-workflow.ts';
import { createVirtualClock } from './virtual-clock.ts';

/** Ports for `openEdit`; `inputs/a.png` is in the store. */
export const createStartEditDeps = async (config: StartEditConfig = {}) => {
  const clock = createVirtualClock();
  const store = createMemoryStore({ clock });
  await store.put('inputs/a.png', streamOf(pngFile()), { mediaType: 'image/png' });
  return {
    clock,
    store,
    ledger: createMemoryLedger(),
    workflow: createRecordingWorkflow(),
    publisher: createRecordingPublisher(),
    telemetry: createRecordingTelemetry(),
    config,
  };
};
