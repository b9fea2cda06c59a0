/** Effects on colour and light: grayscale, tint, exposure, night, glow, vintage. */
import type { Random } from '../random.ts';
import { byte, edgeDistance, luma, mapPixels, open, type RawImage, type Rgb, smoothStep, take } from './raw-image.ts';

/** Shades of grey. */
export const grayscale = (image: RawImage): RawImage =>
  mapPixels(image, (out) => {
    out[0] = out[1] = out[2] = luma(out[0], out[1], out[2]);
  });

/** Brown tones of old prints. */
export const sepia = (image: RawImage): RawImage =>
  mapPixels(image, (out) => {
    const light = luma(out[0], out[1], out[2]);
    out[0] = light * 1.07 + 12;
    out[1] = light * 0.9 + 4;
    out[2] = light * 0.68;
  });

/** The opposite of every colour. */
export const invert = (image: RawImage): RawImage =>
  mapPixels(image, (out) => {
    for (const channel of [0, 1, 2] as const) out[channel] = 255 - out[channel];
  });

/** Moves everything towards one colour, keeping light and shade. */
export const tint = (image: RawImage, colour: Rgb, strength = 0.55): RawImage =>
  mapPixels(image, (out) => {
    const light = luma(out[0], out[1], out[2]) / 255;
    for (const channel of [0, 1, 2] as const) {
      const toned = light < 0.5 ? colour[channel] * light * 2 : colour[channel] + (255 - colour[channel]) * (light - 0.5) * 2;
      out[channel] += (toned - out[channel]) * strength;
    }
  });

/** Brighter (factor above 1) or darker. */
export const expose = (image: RawImage, factor: number): RawImage =>
  mapPixels(image, (out) => {
    for (const channel of [0, 1, 2] as const) out[channel] = 255 * (byte(out[channel]) / 255) ** (1 / factor);
  });

/** Moonlight: dark and blue, with what was brightest glowing warm. */
export const night = (image: RawImage): RawImage =>
  mapPixels(image, (out, x, y) => {
    const light = luma(out[0], out[1], out[2]);
    const lamp = smoothStep(205, 250, light) * 0.45;
    const shade = 1 - 0.45 * smoothStep(0.5, 1.35, edgeDistance(image, x, y));
    out[0] = (out[0] * 0.24 + light * 0.08) * shade + 235 * lamp;
    out[1] = (out[1] * 0.3 + light * 0.12) * shade + 190 * lamp;
    out[2] = (out[2] * 0.42 + light * 0.26 + 16) * shade + 110 * lamp;
  });

/** Low sun: orange from below, violet from above. */
export const sunset = (image: RawImage): RawImage =>
  mapPixels(image, (out, _x, y) => {
    const down = y / image.height;
    out[0] = out[0] * (0.86 + 0.26 * down) + 34 + 26 * down;
    out[1] = out[1] * (0.68 + 0.12 * down) + 14 + 20 * down;
    out[2] = out[2] * (0.78 - 0.32 * down) + 30 * (1 - down);
  });

/** Light falling in from above, and sparks where the image is bright. */
export const glow = async (image: RawImage, random: Random): Promise<RawImage> => {
  const halo = await take(
    open(image)
      .linear(1.5, -110)
      .blur(Math.max(6, image.width / 60)),
  );
  const sourceX = image.width * (0.2 + 0.6 * random());
  const reach = image.height * 1.1;
  return mapPixels(image, (out, x, y) => {
    const distance = Math.hypot(x - sourceX, y + image.height * 0.1) / reach;
    const light = (1 - smoothStep(0, 1, distance)) * 0.5;
    const offset = (y * image.width + x) * 3;
    const warm = [255, 236, 190] as const;
    for (const channel of [0, 1, 2] as const) {
      const added = warm[channel] * light + (halo.data[offset + channel] ?? 0) * 0.6;
      out[channel] = 255 - ((255 - out[channel]) * (255 - Math.min(255, added))) / 255;
    }
  });
};

/** Faded colours, brown shadows, dark corners, grain. */
export const vintage = (image: RawImage, random: Random): RawImage =>
  mapPixels(image, (out, x, y) => {
    const light = luma(out[0], out[1], out[2]);
    const shade = 1 - 0.5 * smoothStep(0.7, 1.45, edgeDistance(image, x, y));
    const grain = (random() - 0.5) * 22;
    out[0] = ((out[0] * 0.5 + light * 0.5) * 0.86 + 42) * shade + grain;
    out[1] = ((out[1] * 0.5 + light * 0.5) * 0.82 + 30) * shade + grain;
    out[2] = ((out[2] * 0.45 + light * 0.45) * 0.72 + 26) * shade + grain;
  });

/** The colour at a hue of 0 to 1, light and clear. */
const hueColour = (hue: number): Rgb => {
  const part = (shift: number): number => Math.round(140 + 110 * Math.cos(2 * Math.PI * (hue - shift)));
  return [part(0), part(1 / 3), part(2 / 3)];
};

/** A two-coloured look with a soft beam of light: what becomes of a prompt without a known instruction. */
export const restyle = (image: RawImage, random: Random): RawImage => {
  const hue = random();
  const shadows = hueColour(hue);
  const lights = hueColour(hue + 0.42);
  const slope = random() * 1.4 - 0.7;
  const start = 0.2 + random() * 0.5;
  return mapPixels(image, (out, x, y) => {
    const light = luma(out[0], out[1], out[2]) / 255;
    const beam = Math.exp(-(((x / image.width + (slope * y) / image.height - start) / 0.16) ** 2)) * 0.24;
    const edge = 1 - 0.35 * smoothStep(0.7, 1.45, edgeDistance(image, x, y));
    for (const channel of [0, 1, 2] as const) {
      const toned = shadows[channel] * 0.55 * (1 - light) + lights[channel] * light * 1.05;
      const graded = out[channel] * 0.55 + toned * 0.45;
      out[channel] = (graded + (255 - graded) * beam) * edge;
    }
  });
};

/** A small difference between the images of one task: temperature, exposure and where light comes in. */
export const vary = (image: RawImage, random: Random): RawImage => {
  const warmth = (random() - 0.5) * 26;
  const exposure = 0.94 + random() * 0.12;
  const leak = hueColour(random());
  const [leakX, leakY] = [random() < 0.5 ? 0 : image.width, random() * image.height * 0.7];
  const reach = Math.min(image.width, image.height) * (0.6 + random() * 0.3);
  return mapPixels(image, (out, x, y) => {
    const opacity = (1 - smoothStep(0, 1, Math.hypot(x - leakX, y - leakY) / reach)) * 0.3;
    out[0] = (out[0] + warmth) * exposure;
    out[1] *= exposure;
    out[2] = (out[2] - warmth) * exposure;
    for (const channel of [0, 1, 2] as const) out[channel] += (leak[channel] - out[channel]) * opacity;
  });
};
