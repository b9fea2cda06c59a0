/** Reads and checks the body of a create call, with the service's own error codes. */
import {
  IMAGES_PER_EDIT,
  MAX_NEGATIVE_PROMPT_CHARACTERS,
  MAX_PROMPT_CHARACTERS,
  MODEL,
  RESULTS_PER_EDIT,
  SEED,
} from '#core/service/limits.ts';
import { type ServiceError, serviceError } from '../error-codes.ts';
import { readSize } from './output-size.ts';
import type { EditRequest } from './task.ts';

/** A body that was understood: the edit, its images as sent, and a complaint about the size that may wait until task time. */
export interface ReadRequest {
  readonly request: Omit<EditRequest, 'seed'> & { readonly seed?: number };
  readonly images: readonly string[];
  readonly sizeProblem?: string;
}

type Fields = Readonly<Record<string, unknown>>;

class InvalidRequest extends Error {
  readonly error: ServiceError;
  constructor(error: ServiceError) {
    super(error.message);
    this.error = error;
  }
}

const invalid = (message: string): never => {
  throw new InvalidRequest(serviceError('InvalidParameter', message));
};

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Cuts a text to a number of characters (code points); the service does so without a word. */
const truncate = (text: string, characters: number): string =>
  text.length <= characters ? text : [...text].slice(0, characters).join('');

/** Models that exist but are served by other endpoints; the service answers them with its "url error". */
const OTHER_MODEL = /^(wan|qwen|z-image|flux|stable-diffusion)/;

const readModel = (body: Fields): string => {
  const model = body.model;
  if (model === undefined || model === '') throw new InvalidRequest(serviceError('BadRequest.EmptyModel'));
  if (model === MODEL) return MODEL;
  if (typeof model !== 'string') return invalid('Model not exist.');
  if (OTHER_MODEL.test(model)) return invalid('url error, please check url!');
  throw new InvalidRequest(serviceError('ModelNotFound', `Model can not be found: ${model}`));
};

const readText = (fields: Fields, name: string, characters: number): string | undefined => {
  const value = fields[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') return invalid(`Required parameter(${name}) missing or invalid, it should be a string.`);
  return truncate(value, characters);
};

const readImages = (input: Fields): readonly string[] => {
  const images = input.images;
  if (!Array.isArray(images)) return invalid('Required parameter(images) missing or invalid, it should be an array.');
  const { min, max } = IMAGES_PER_EDIT;
  if (images.length < min || images.length > max) return invalid(`The number of images should be in [${min}, ${max}]`);
  const sent = images.filter((image): image is string => typeof image === 'string' && image !== '');
  return sent.length === images.length ? sent : invalid('Every item of images should be a URL or a base64 data URI.');
};

const readInteger = (fields: Fields, name: string, range: { min: number; max: number }, numeric: 'number' | 'text too') => {
  const written = fields[name];
  if (written === undefined || written === null) return undefined;
  const value = numeric === 'text too' && typeof written === 'string' && /^\d+$/.test(written) ? Number(written) : written;
  if (typeof value !== 'number' || !Number.isInteger(value)) return invalid(`${name} should be an integer`);
  return value < range.min || value > range.max ? invalid(`Range of ${name} should be [${range.min}, ${range.max}]`) : value;
};

const readFlag = (fields: Fields, name: string, usual: boolean): boolean => {
  const value = fields[name];
  if (value === undefined || value === null) return usual;
  return typeof value === 'boolean' ? value : invalid(`${name} should be a boolean`);
};

const readFields = (body: Fields): ReadRequest => {
  const model = readModel(body);
  const input = body.input;
  if (!isFields(input)) throw new InvalidRequest(serviceError('BadRequest.EmptyInput'));
  const parameters = body.parameters ?? {};
  if (!isFields(parameters)) return invalid('parameters should be an object');
  const prompt = readText(input, 'prompt', MAX_PROMPT_CHARACTERS);
  if (prompt === undefined || prompt.trim() === '') return invalid('Required parameter(prompt) missing or invalid.');
  const images = readImages(input);
  const seed = readInteger(parameters, 'seed', SEED, 'text too');
  const size = readText(parameters, 'size', 20);
  const sized = size === undefined ? undefined : readSize(size);
  return {
    images,
    request: {
      model,
      prompt,
      negativePrompt: readText(input, 'negative_prompt', MAX_NEGATIVE_PROMPT_CHARACTERS) ?? '',
      imageCount: images.length,
      n: readInteger(parameters, 'n', RESULTS_PER_EDIT, 'number') ?? RESULTS_PER_EDIT.serviceDefault,
      promptExtend: readFlag(parameters, 'prompt_extend', true),
      watermark: readFlag(parameters, 'watermark', false),
      ...(size === undefined ? {} : { size }),
      ...(seed === undefined ? {} : { seed }),
    },
    ...(typeof sized === 'string' ? { sizeProblem: sized } : {}),
  };
};

/** Reads the body of a create call; unknown fields are ignored, over-long texts are cut, everything else wrong is answered with its error. */
export const readCreateBody = (body: unknown): ReadRequest | { readonly error: ServiceError } => {
  if (!isFields(body)) {
    return { error: serviceError('InvalidParameter', 'Required body invalid, please check the request body format.') };
  }
  try {
    return readFields(body);
  } catch (error) {
    if (error instanceof InvalidRequest) return { error: error.error };
    throw error;
  }
};
