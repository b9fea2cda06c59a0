/** Draws one result image: the inputs together, what the prompt asks for, and the caption. */
import { withoutMagicWords } from '../magic-words.ts';
import { createRandom, hashText, type Random } from '../random.ts';
import { type Caption, drawDetections, drawTitle, drawWatermark, prepareCaption } from './annotate.ts';
import { compose } from './compose.ts';
import { type Instruction, type PlainInstruction, readInstructions } from './instructions.ts';
import { open, type RawImage, take } from './raw-image.ts';
import * as shape from './shape-effects.ts';
import * as style from './style-effects.ts';
import * as tone from './tone-effects.ts';

/** Everything that one result image depends on. */
export interface DrawJob {
  readonly inputs: readonly RawImage[];
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly width: number;
  readonly height: number;
  /** Seed of this image: the seed of the task plus the image's index. */
  readonly seed: number;
  /** Index of this image, from 0, and how many there are. */
  readonly index: number;
  readonly count: number;
  readonly watermark: boolean;
}

type Effect = (image: RawImage, random: Random) => RawImage | Promise<RawImage>;

const EFFECTS: Readonly<Record<PlainInstruction, Effect>> = {
  'four-panel': shape.fourPanel,
  extract: shape.extract,
  zoom: (image, random) => shape.zoom(image, 0.55, 0.4 + random() * 0.2, 0.4 + random() * 0.2),
  outpaint: shape.outpaint,
  mirror: (image) => take(open(image).flop()),
  flip: (image) => take(open(image).flip()),
  night: tone.night,
  sunset: tone.sunset,
  glow: tone.glow,
  brighter: (image) => tone.expose(image, 1.6),
  darker: (image) => tone.expose(image, 0.55),
  blur: (image) => take(open(image).blur(Math.max(4, image.width / 120))),
  sharpen: (image) => take(open(image).sharpen({ sigma: 2.2, m1: 1.5, m2: 4 })),
  sepia: tone.sepia,
  vintage: tone.vintage,
  cartoon: style.cartoon,
  pixelate: style.pixelate,
  sketch: style.sketch,
  segment: style.segment,
  grayscale: tone.grayscale,
  invert: tone.invert,
};

const apply = async (image: RawImage, instruction: Instruction, caption: Caption, random: Random): Promise<RawImage> => {
  switch (instruction.kind) {
    case 'rotate':
      return shape.rotate(image, instruction.degrees);
    case 'erase':
      return shape.erase(image, instruction.place);
    case 'background':
      return shape.background(image, instruction.colour);
    case 'tint':
      return tone.tint(image, instruction.colour);
    case 'detect':
      await drawDetections(image, instruction.labels, caption.height, random);
      return image;
    case 'title':
      await drawTitle(image, instruction.lines, instruction.place, caption.height);
      return image;
    default:
      return EFFECTS[instruction.kind](image, random);
  }
};

/** Draws one result image as PNG: the inputs composed, the known instructions carried out, the prompt and a mark at the bottom. */
export const drawImage = async (job: DrawJob): Promise<Uint8Array> => {
  const prompt = withoutMagicWords(job.prompt);
  const random = createRandom(hashText(`${job.seed} ${prompt} ${job.negativePrompt}`));
  const instructions = readInstructions(prompt);
  const details = `${job.width}x${job.height} | seed ${job.seed} | ${job.index + 1} of ${job.count}`;
  const caption = await prepareCaption(job.width, prompt, details);
  let image = await compose(job.inputs, prompt, job, random);
  image = tone.vary(image, random);
  if (instructions.length === 0 && job.inputs.length === 1) image = tone.restyle(image, random);
  for (const instruction of instructions) image = await apply(image, instruction, caption, random);
  caption.draw(image);
  if (job.watermark) await drawWatermark(image, caption.height);
  return open(image).png({ compressionLevel: 3, adaptiveFiltering: false }).toBuffer();
};
