/**
 * What the service accepts and promises for `wan2.5-i2i-preview`, in one place: the request schema, the help texts,
 * the form and the simulator all read these figures.
 *
 * Source: Model Studio, "Image editing - Wan2.5" (user guide, 2025-12-05) and "Wan2.5 general image editing" (API reference).
 */
export const MODEL = 'wan2.5-i2i-preview';

/** Largest prompt, in characters (the service silently truncates beyond it; we refuse instead). */
export const MAX_PROMPT_CHARACTERS = 2000;

/** Largest negative prompt, in characters. */
export const MAX_NEGATIVE_PROMPT_CHARACTERS = 500;

/** Number of input pictures in one edit. */
export const IMAGES_PER_EDIT = { min: 1, max: 3 } as const;

/** Number of pictures one task returns. The service's own default is 4; Darkroom always sends n, since n multiplies the price. */
export const RESULTS_PER_EDIT = { min: 1, max: 4, serviceDefault: 4 } as const;

/** Bounds of the total number of output pixels (768*768 to 1280*1280): an area, not a side. */
export const OUTPUT_PIXELS = { min: 589_824, max: 1_638_400 } as const;

/** Bounds of output width divided by output height. */
export const OUTPUT_ASPECT = { min: 1 / 4, max: 4 } as const;

/** Output sizes that the guide recommends, as `W*H`, with their aspect. */
export const RECOMMENDED_SIZES = [
  { size: '1280*1280', aspect: '1:1' },
  { size: '1024*1024', aspect: '1:1' },
  { size: '800*1200', aspect: '2:3' },
  { size: '1200*800', aspect: '3:2' },
  { size: '960*1280', aspect: '3:4' },
  { size: '1280*960', aspect: '4:3' },
  { size: '720*1280', aspect: '9:16' },
  { size: '1280*720', aspect: '16:9' },
  { size: '1344*576', aspect: '21:9' },
] as const;

/** Bounds of the seed. */
export const SEED = { min: 0, max: 2_147_483_647 } as const;

/** Bounds of one side of an input picture, in pixels. */
export const INPUT_SIDE_PIXELS = { min: 384, max: 5000 } as const;

/** Largest input picture, in bytes. */
export const MAX_INPUT_BYTES = 10 * 1024 * 1024;

/** Largest data URI of one picture after base64 encoding, in bytes ("error messages": a data URI item is limited to 10 MiB encoded). */
export const MAX_DATA_URI_BYTES = 10 * 1024 * 1024;

/** Largest request that Darkroom reads, in bytes, over HTTP or as an object: three images of 10 MB as data URIs, and some text. */
export const MAX_REQUEST_BYTES = 44 * 1024 * 1024;

/** Media types that the service reads. */
export const INPUT_MEDIA_TYPES = ['image/jpeg', 'image/png', 'image/bmp', 'image/webp'] as const;
/** One of {@link INPUT_MEDIA_TYPES}. */
export type InputMediaType = (typeof INPUT_MEDIA_TYPES)[number];

/** Account-wide limits of the service ("Rate limits"): tasks running at once, creates a second, task queries a second. */
export const SERVICE_RATE = { runningTasks: 5, createsPerSecond: 5, queriesPerSecond: 20 } as const;

/** Longest pause that a refusal may ask for, in ms; a longer one counts as this. Assumed. */
export const MAX_PAUSE_MS = 60 * 60 * 1000;

/** How long the service keeps a task and its result URLs, in milliseconds. */
export const TASK_RETENTION_MS = 24 * 60 * 60 * 1000;

/** After this long without a result the service itself fails a task with `InternalError.Timeout`, in milliseconds. */
export const TASK_TIMEOUT_MS = 3 * 60 * 60 * 1000;

/** List price of one picture, in US dollars (Singapore; Beijing is about the same at 0.20 CNY). Charged per picture that succeeded. */
export const PRICE_PER_IMAGE_USD = 0.03;

/** Media types that a result may have. The service documents PNG; what else comes is kept as what it is. */
export const RESULT_MEDIA_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const satisfies readonly InputMediaType[];
/** One of {@link RESULT_MEDIA_TYPES}. */
export type ResultMediaType = (typeof RESULT_MEDIA_TYPES)[number];

/** File name extensions of the media types that the service reads. */
export const EXTENSIONS: Readonly<Record<InputMediaType, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/bmp': 'bmp',
  'image/webp': 'webp',
};
