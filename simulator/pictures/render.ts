import type { RenderJob } from '../service/contract.ts';
import { readSize, type Size, sizeFromAspect } from '../service/output-size.ts';
import type { PictureRef, Task } from '../service/task.ts';
import { drawPicture } from './draw.ts';
import type { PictureFolder } from './folder.ts';
import { decode } from './raw.ts';

/** Rendered pictures kept in memory, in bytes; older ones are drawn again when asked for. */
const CACHE_BYTES = 48 * 1024 * 1024;

/** Size of every picture of a task: as asked for, else after the last input. */
export const outputSizeOf = (size: string | undefined, inputs: readonly PictureRef[]): Size => {
  const asked = size === undefined ? undefined : readSize(size);
  if (asked !== undefined && typeof asked !== 'string') return asked;
  const last = inputs.at(-1);
  return last === undefined ? { width: 1280, height: 1280 } : sizeFromAspect(last);
};

const draw = async (task: Task, index: number, files: PictureFolder): Promise<Uint8Array> => {
  const verdict = task.verdict?.verdict;
  if (verdict === undefined || !verdict.ok) throw new Error(`Task ${task.id} has no accepted inputs to draw from.`);
  const inputs = await Promise.all(
    verdict.pictures.map(async (picture) => {
      const bytes = await files.get(picture.key);
      if (bytes === undefined) throw new Error(`Input ${picture.key} is gone.`);
      return decode(bytes);
    }),
  );
  const { prompt, negativePrompt, seed, n, watermark, size } = task.request;
  const { width, height } = outputSizeOf(size, verdict.pictures);
  return drawPicture({ inputs, prompt, negativePrompt, width, height, seed: seed + index, index, count: n, watermark });
};

/** Creates what draws result pictures: each once, one at a time, the latest kept in memory up to a limit. */
export const createRenderer = (deps: { readonly files: PictureFolder }): ((job: RenderJob) => Promise<Uint8Array>) => {
  const cache = new Map<string, Promise<Uint8Array>>();
  const sizes = new Map<string, number>();
  let bytes = 0;
  let previous: Promise<unknown> = Promise.resolve();

  const drop = (key: string): void => {
    cache.delete(key);
    bytes -= sizes.get(key) ?? 0;
    sizes.delete(key);
  };

  const keep = (key: string, picture: Uint8Array): void => {
    sizes.set(key, picture.byteLength);
    bytes += picture.byteLength;
    for (const oldest of sizes.keys()) {
      if (bytes <= CACHE_BYTES) return;
      if (oldest !== key) drop(oldest);
    }
  };

  return ({ task, index }) => {
    const key = `${task.id}-${index}`;
    const known = cache.get(key);
    if (known !== undefined) return known;
    const drawing = previous.then(() => draw(task, index, deps.files));
    previous = drawing.catch(() => undefined);
    cache.set(key, drawing);
    drawing.then(
      (picture) => keep(key, picture),
      () => cache.delete(key),
    );
    return drawing;
  };
};
