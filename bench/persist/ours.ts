/** Persist result as it runs: the real handler, the real downloads, the real stores; only ledger and service are in memory. */
import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { createS3Store } from '#adapters/aws/store/s3-store.ts';
import { createResultDownloads } from '#adapters/dashscope/results/result-downloads.ts';
import { createFolderStore } from '#adapters/embedded/store/folder-store.ts';
import { createSystemClock } from '#adapters/system-clock.ts';
import type { Store } from '#core/ports/store.ts';
import { createHandler } from '#functions/persist-result/handler.ts';
import { runningEdit } from '#test/support/edits.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';

/** Stores a picture of so many bytes in a bucket. */
export const persistToBucket = (origin: string, bytes: number): Promise<void> => {
  const client = new S3Client({
    endpoint: origin,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'bench', secretAccessKey: 'bench' },
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  return persist(createS3Store({ uploadsBucket: 'uploads', resultsBucket: 'results', client }), origin, bytes);
};

/** Stores a picture of so many bytes in a folder. */
export const persistToFolder = async (origin: string, bytes: number, home: string): Promise<void> => {
  await mkdir(join(home, 'results'), { recursive: true });
  return persist(createFolderStore({ home, clock: createSystemClock(), newId: randomUUID }), origin, bytes);
};

const persist = async (store: Store, origin: string, bytes: number): Promise<void> => {
  const clock = createSystemClock();
  const ledger = createMemoryLedger();
  const now = clock.now();
  const edit = runningEdit({ times: { createdAt: now, updatedAt: now, submittedAt: now, detectedAt: now } });
  await ledger.claim(edit, {});
  const handler = createHandler({
    ledger,
    store,
    clock,
    workflow: createRecordingWorkflow(),
    publisher: { publish: async () => undefined },
    telemetry: { log: () => undefined, measure: () => undefined },
    capacity: 7,
    model: {
      getTask: async () => ({
        status: 'SUCCEEDED',
        times: { submittedAt: now, scheduledAt: now, endedAt: now },
        images: [{ url: `${origin}/picture/${bytes}.png` }],
        imageCount: 1,
      }),
    },
    downloads: createResultDownloads({ clock, allowOrigins: [origin], maxBytes: 1024 ** 3 }),
  });
  const { state } = await handler({ editId: edit.editId });
  const stored = (await ledger.get(edit.editId))?.results?.[0];
  if (state !== 'SUCCEEDED' || stored === undefined || !('bytes' in stored) || stored.bytes !== bytes) {
    throw new Error(`the picture of ${bytes} bytes was not stored whole: ${state}`);
  }
};
