/** Effects that redraw an image: sketch, cartoon, pixels, segments. */
import type { Random } from '../random.ts';
import { VIVID } from './colours.ts';
import { byte, luma, mapPixels, open, type RawImage, take } from './raw-image.ts';

/** How light a pencil would leave each pixel: dark where the image changes, white elsewhere (0 to 1). */
const pencil = async (image: RawImage, spread: number): Promise<(x: number, y: number) => number> => {
  const soft = await open(image).grayscale().blur(spread).raw().toBuffer();
  const sharpLines = await open(image).grayscale().raw().toBuffer();
  return (x, y) => {
    const index = y * image.width + x;
    const light = sharpLines[index] ?? 0;
    return Math.min(1, (light + 12) / ((soft[index] ?? 0) + 12));
  };
};

/** A pencil drawing on paper. */
export const sketch = async (image: RawImage): Promise<RawImage> => {
  const line = await pencil(image, Math.max(2, image.width / 220));
  return mapPixels(image, (out, x, y) => {
    const shade = 0.82 + 0.18 * (luma(out[0], out[1], out[2]) / 255);
    const ink = line(x, y) ** 3.2 * shade;
    out[0] = 40 + 210 * ink;
    out[1] = 40 + 206 * ink;
    out[2] = 46 + 192 * ink;
  });
};

/** Flat colours and dark outlines. */
export const cartoon = async (image: RawImage): Promise<RawImage> => {
  const { width, height } = image;
  const small = await take(
    open(image)
      .resize(Math.round(width / 2))
      .median(5)
      .modulate({ saturation: 1.45 }),
  );
  const flat = await take(open(small).resize(width, height, { fit: 'fill' }));
  const line = await pencil(flat, Math.max(2, width / 260));
  return mapPixels(flat, (out, x, y) => {
    const outline = line(x, y) < 0.86 ? 0.25 : 1;
    for (const channel of [0, 1, 2] as const) out[channel] = byte((Math.round((out[channel] / 255) * 5) / 5) * 255) * outline;
  });
};

/** Large square pixels. */
export const pixelate = async (image: RawImage): Promise<RawImage> => {
  const { width, height } = image;
  const small = await take(open(image).resize(Math.round(width / 20), Math.round(height / 20), { kernel: 'cubic' }));
  return take(open(small).resize(width, height, { kernel: 'nearest', fit: 'fill' }));
};

interface Cluster {
  readonly centre: [number, number, number];
  readonly sum: [number, number, number];
  count: number;
}

const nearest = (clusters: readonly Cluster[], red: number, green: number, blue: number): number => {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let index = 0; index < clusters.length; index += 1) {
    const centre = clusters[index]?.centre;
    if (centre === undefined) continue;
    const distance = (centre[0] - red) ** 2 + (centre[1] - green) ** 2 + (centre[2] - blue) ** 2;
    if (distance < least) {
      least = distance;
      best = index;
    }
  }
  return best;
};

/** Finds the main colours of a small image (k-means). */
const mainColours = (small: RawImage, count: number, random: Random): readonly Cluster[] => {
  const pixels = small.width * small.height;
  const clusters: Cluster[] = Array.from({ length: count }, () => {
    const at = Math.floor(random() * pixels) * 3;
    return { centre: [small.data[at] ?? 0, small.data[at + 1] ?? 0, small.data[at + 2] ?? 0], sum: [0, 0, 0], count: 0 };
  });
  for (let round = 0; round < 8; round += 1) {
    for (let at = 0; at < pixels * 3; at += 3) {
      const [red, green, blue] = [small.data[at] ?? 0, small.data[at + 1] ?? 0, small.data[at + 2] ?? 0];
      const cluster = clusters[nearest(clusters, red, green, blue)];
      if (cluster === undefined) continue;
      cluster.sum[0] += red;
      cluster.sum[1] += green;
      cluster.sum[2] += blue;
      cluster.count += 1;
    }
    for (const cluster of clusters) {
      for (const channel of [0, 1, 2] as const) {
        if (cluster.count > 0) cluster.centre[channel] = cluster.sum[channel] / cluster.count;
        cluster.sum[channel] = 0;
      }
      cluster.count = 0;
    }
  }
  return clusters;
};

/** Every region of similar colour in a colour of its own, over the faint image. */
export const segment = async (image: RawImage, random: Random): Promise<RawImage> => {
  const { width, height } = image;
  const small = await take(
    open(image)
      .resize(Math.round(width / 3))
      .median(7),
  );
  const clusters = mainColours(await take(open(small).resize(96, 96, { fit: 'fill' })), 5, random);
  const regions = mapPixels(small, (out) => {
    const colour = VIVID[nearest(clusters, out[0], out[1], out[2]) % VIVID.length] ?? [255, 255, 255];
    for (const channel of [0, 1, 2] as const) out[channel] = colour[channel];
  });
  const colours = await take(open(regions).resize(width, height, { fit: 'fill', kernel: 'cubic' }));
  return mapPixels(image, (out, x, y) => {
    const offset = (y * width + x) * 3;
    const light = 0.55 + 0.45 * (luma(out[0], out[1], out[2]) / 255);
    for (const channel of [0, 1, 2] as const)
      out[channel] = out[channel] * 0.18 + (colours.data[offset + channel] ?? 0) * light * 0.82;
  });
};
