import { withoutMagicWords } from '../magic-words.ts';
import { createRandom, hashText, type Random } from '../random.ts';
import { type Caption, drawDetections, drawTitle, drawWatermark, prepareCaption } from './annotate.ts';
import { compose } from './compose.ts';
import { type Instruction, readInstructions } from './instructions.ts';
import { open, type RawPicture, take } from './raw.ts';
import * as shape from './shape-effects.ts';
import * as style from './style-effects.ts';
import * as tone from './tone-effects.ts';

/** Everything that one result picture depends on. */
export interface DrawJob {
  readonly inputs: readonly RawPicture[];
  readonly prompt: string;
  readonly negativePrompt: string;
  readonly width: number;
  readonly height: number;
  /** Seed of this picture: the seed of the task plus the picture's index. */
  readonly seed: number;
  /** Index of this picture, from 0, and how many there are. */
  readonly index: number;
  readonly count: number;
  readonly watermark: boolean;
}

const apply = async (picture: RawPicture, instruction: Instruction, caption: Caption, random: Random): Promise<RawPicture> => {
  switch (instruction.kind) {
    case 'four-panel':
      return shape.fourPanel(picture);
    case 'extract':
      return shape.extract(picture, random);
    case 'zoom':
      return shape.zoom(picture, 0.55, 0.4 + random() * 0.2, 0.4 + random() * 0.2);
    case 'outpaint':
      return shape.outpaint(picture);
    case 'mirror':
      return take(open(picture).flop());
    case 'flip':
      return take(open(picture).flip());
    case 'rotate':
      return shape.rotate(picture, instruction.degrees);
    case 'erase':
      return shape.erase(picture, instruction.place);
    case 'background':
      return shape.background(picture, instruction.colour);
    case 'night':
      return tone.night(picture);
    case 'sunset':
      return tone.sunset(picture);
    case 'glow':
      return tone.glow(picture, random);
    case 'brighter':
      return tone.expose(picture, 1.6);
    case 'darker':
      return tone.expose(picture, 0.55);
    case 'blur':
      return take(open(picture).blur(Math.max(4, picture.width / 120)));
    case 'sharpen':
      return take(open(picture).sharpen({ sigma: 2.2, m1: 1.5, m2: 4 }));
    case 'sepia':
      return tone.sepia(picture);
    case 'vintage':
      return tone.vintage(picture, random);
    case 'cartoon':
      return style.cartoon(picture);
    case 'pixelate':
      return style.pixelate(picture);
    case 'sketch':
      return style.sketch(picture);
    case 'segment':
      return style.segment(picture, random);
    case 'grayscale':
      return tone.grayscale(picture);
    case 'invert':
      return tone.invert(picture);
    case 'tint':
      return tone.tint(picture, instruction.colour);
    case 'detect':
      await drawDetections(picture, instruction.labels, caption.height, random);
      return picture;
    case 'title':
      await drawTitle(picture, instruction.lines, instruction.place, caption.height);
      return picture;
  }
};

/** Draws one result picture as PNG: the inputs composed, the known instructions carried out, the prompt and a mark at the bottom. */
export const drawPicture = async (job: DrawJob): Promise<Uint8Array> => {
  const prompt = withoutMagicWords(job.prompt);
  const random = createRandom(hashText(`${job.seed} ${prompt} ${job.negativePrompt}`));
  const instructions = readInstructions(prompt);
  const details = `${job.width}x${job.height} | seed ${job.seed} | ${job.index + 1} of ${job.count}`;
  const caption = await prepareCaption(job.width, prompt, details);
  let picture = await compose(job.inputs, prompt, job, random);
  picture = tone.vary(picture, random);
  if (instructions.length === 0 && job.inputs.length === 1) picture = tone.restyle(picture, random);
  for (const instruction of instructions) picture = await apply(picture, instruction, caption, random);
  caption.draw(picture);
  if (job.watermark) await drawWatermark(picture, caption.height);
  return open(picture).png({ compressionLevel: 3, adaptiveFiltering: false }).toBuffer();
};
