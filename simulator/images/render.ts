/** Result images of a task: drawn when they are asked for, the latest kept in memory. */
import type { RenderJob } from '../model-studio/contract.ts';
import { readSize, type Size, sizeFromAspect } from '../model-studio/output-size.ts';
import type { ImageRef, Task } from '../model-studio/task.ts';
import { drawImage } from './draw.ts';
import type { ImageFolder } from './image-folder.ts';
import { decode } from './raw-image.ts';

/** Rendered images kept in memory, in bytes; older ones are drawn again when asked for. */
const CACHE_BYTES = 48 * 1024 * 1024;

/** Size of every image of a task: as asked for, else after the last input. */
export const outputSizeOf = (size: string | undefined, inputs: readonly ImageRef[]): Size => {
  const requested = size === undefined ? undefined : readSize(size);
  if (requested !== undefined && typeof requested !== 'string') return requested;
  const last = inputs.at(-1);
  return last === undefined ? { width: 1280, height: 1280 } : sizeFromAspect(last);
};

const draw = async (task: Task, index: number, files: ImageFolder): Promise<Uint8Array> => {
  const verdict = task.verdict?.verdict;
  if (verdict === undefined || !verdict.ok) throw new Error(`Task ${task.id} has no accepted inputs to draw from.`);
  const inputs = await Promise.all(
    verdict.images.map(async (image) => {
      const bytes = await files.get(image.key);
      if (bytes === undefined) throw new Error(`Input ${image.key} is gone.`);
      return decode(bytes);
    }),
  );
  const { prompt, negativePrompt, seed, n, watermark, size } = task.request;
  const { width, height } = outputSizeOf(size, verdict.images);
  return drawImage({ inputs, prompt, negativePrompt, width, height, seed: seed + index, index, count: n, watermark });
};

/** Creates the renderer of result images: each is drawn once, one at a time, and the latest are kept in memory up to a limit. */
export const createRenderer = (deps: { readonly files: ImageFolder }): ((job: RenderJob) => Promise<Uint8Array>) => {
  const cache = new Map<string, Promise<Uint8Array>>();
  const sizes = new Map<string, number>();
  let bytes = 0;
  let previous: Promise<unknown> = Promise.resolve();

  const drop = (key: string): void => {
    cache.delete(key);
    bytes -= sizes.get(key) ?? 0;
    sizes.delete(key);
  };

  const keep = (key: string, image: Uint8Array): void => {
    sizes.set(key, image.byteLength);
    bytes += image.byteLength;
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
      (image) => keep(key, image),
      () => cache.delete(key),
    );
    return drawing;
  };
};
