/** Uploads: images put into the store, and the events that tell of them, repeated, late and out of order. */
import { streamOf as bytesOf } from '#test/support/memory-store.ts';
import { pngOf } from '#test/support/pictures/png.ts';
import type { Deployment } from './deployment-options.ts';
import { oneOf, type Random, wholeBetween } from './seeded.ts';

/** One upload. `number` is also the seed of its edit, by which the service's tasks are told apart. */
export interface Upload {
  readonly number: number;
  readonly key: string;
  readonly versionId: string;
  /** Pictures asked for. */
  readonly n: number;
  /** The upload cannot be edited: too small, or nothing says what to do. */
  readonly unusable: boolean;
  /** When its first event was sent, epoch ms. */
  readonly at: number;
}

/** How uploads come. Shares in [0, 1]. */
export interface UploadTraffic {
  readonly count: number;
  /** The instants of the uploads are spread over this, in ms; 0: all at once. */
  readonly overMs: number;
  /** Uploads whose event comes two to six times. */
  readonly duplicated: number;
  /** Uploads that overwrite an earlier key. */
  readonly overwrites: number;
  readonly unusable: number;
  /** How many images an upload asks for: one of these. */
  readonly n: readonly number[];
  /** Events come late by up to this, in ms. */
  readonly latestMs: number;
}

const PICTURE = pngOf(640, 480);
const TOO_SMALL = pngOf(64, 64);
const BUCKET = 'uploads-of-the-simulation';
const PROMPTS = ['Put a small clock on the table', 'Make it evening', 'Mach daraus ein Ölgemälde', '把背景换成海边'] as const;
const PRESET = JSON.stringify({ prompt: 'Restyle as a watercolour', promptExtend: false });

/** Sends all uploads on their way and answers them once every image is in the store; the events go on coming. */
export const sendUploads = async (deployment: Deployment, traffic: UploadTraffic): Promise<readonly Upload[]> => {
  const random = deployment.stream('uploads');
  await deployment.store.put('presets/restyle.json', bytesOf(PRESET), { mediaType: 'application/json' });
  const instants = Array.from({ length: traffic.count }, () => Math.floor(random() * traffic.overMs)).sort((a, b) => a - b);
  const uploads: Upload[] = [];
  const startedAt = deployment.clock.now();
  for (const [place, instant] of instants.entries()) {
    const at = startedAt + instant;
    if (at > deployment.clock.now()) await deployment.clock.advance(at - deployment.clock.now());
    const upload = await putOne(deployment, traffic, random, place + 1, uploads);
    uploads.push(upload);
    for (const delay of deliveries(traffic, random)) void deliver(deployment, upload, delay);
  }
  return uploads;
};

const putOne = async (
  { store, clock }: Deployment,
  traffic: UploadTraffic,
  random: Random,
  number: number,
  earlier: readonly Upload[],
): Promise<Upload> => {
  const again = earlier.length > 0 && random() < traffic.overwrites ? oneOf(random, earlier).key : undefined;
  const key = again ?? `uploads/${random() < 0.5 ? 'restyle/' : ''}photo ${number}.png`;
  const unusable = random() < traffic.unusable;
  const n = oneOf(random, traffic.n);
  const words = key.includes('/restyle/') || unusable ? {} : { prompt: oneOf(random, PROMPTS) };
  const put = await store.put(key, bytesOf(unusable ? TOO_SMALL : PICTURE), {
    mediaType: 'image/png',
    metadata: { ...words, n: String(n), seed: String(number) },
  });
  return { number, key, versionId: put.versionId, n, unusable, at: clock.now() };
};

const deliveries = ({ duplicated, latestMs }: UploadTraffic, random: Random): readonly number[] => {
  const count = random() < duplicated ? 1 + wholeBetween(random, 1, 5) : 1;
  return Array.from({ length: count }, () => Math.floor(latestMs * random() ** 3));
};

const deliver = async ({ clock, queue }: Deployment, { key, versionId, number }: Upload, delayMs: number): Promise<void> => {
  if (delayMs > 0) await clock.sleep(delayMs);
  const object = { key, 'version-id': versionId, sequencer: number.toString(16).padStart(16, '0') };
  queue.send(JSON.stringify({ source: 'aws.s3', 'detail-type': 'Object Created', detail: { bucket: { name: BUCKET }, object } }));
};
