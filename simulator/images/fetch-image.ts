/** Gets the bytes of an input image: data URI, http(s) URL or upload. */
import { INPUT_MEDIA_TYPES, MAX_DATA_URI_BYTES, MAX_INPUT_BYTES } from '#core/service/limits.ts';

/** An input image that cannot be used, with the code that the service reports for it. */
export class ImageError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

const DATA_URI = /^data:([^;,]+);base64,/i;

const fromDataUri = (image: string): Uint8Array => {
  const match = DATA_URI.exec(image);
  if (match === null)
    throw new ImageError('InvalidURL', 'The data URI should be written as data:{MIME_type};base64,{base64_data}.');
  const type = (match[1] ?? '').toLowerCase();
  if (type !== 'image/jpg' && !INPUT_MEDIA_TYPES.some((known) => known === type)) {
    throw new ImageError('InvalidImage.FileFormat', `The MIME type ${type} is not supported.`);
  }
  if (image.length > MAX_DATA_URI_BYTES) {
    throw new ImageError('InvalidParameter', `Exceeded limit on max bytes per data-uri item : ${MAX_DATA_URI_BYTES}`);
  }
  const bytes = Buffer.from(image.slice(match[0].length), 'base64');
  if (bytes.byteLength === 0) throw new ImageError('InvalidURL', 'The data URI holds no image data.');
  return bytes;
};

const unreachable = (image: string, cause?: unknown): ImageError =>
  new ImageError(
    'InvalidParameter.DataInspection',
    `Unable to download the media resource during the data inspection process: ${image.split('?')[0]}`,
    { cause },
  );

const readLimited = async (response: Response): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_INPUT_BYTES) throw new ImageError('InvalidImage.ImageSize', 'The image exceeds 10 MB.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

const fromUrl = async (
  image: string,
  deps: { readonly fetch: typeof fetch; readonly timeoutMs: number },
): Promise<Uint8Array> => {
  let response: Response;
  try {
    response = await deps.fetch(image, { signal: AbortSignal.timeout(deps.timeoutMs) });
  } catch (cause) {
    throw unreachable(image, cause);
  }
  const dismiss = async (error: ImageError): Promise<never> => {
    await response.body?.cancel();
    throw error;
  };
  if (!response.ok) return dismiss(unreachable(image));
  const type = (response.headers.get('content-type') ?? '').toLowerCase();
  if (!type.startsWith('image/'))
    return dismiss(new ImageError('InvalidURL', `The URL answers with Content-Type "${type}", not an image.`));
  if (response.headers.get('content-length') === null) {
    return dismiss(new ImageError('InvalidURL', 'The URL answers without Content-Length.'));
  }
  try {
    return await readLimited(response);
  } catch (cause) {
    throw cause instanceof ImageError ? cause : unreachable(image, cause);
  }
};

/** Gets the bytes of one item of `images`: a data URI, an http(s) URL, or an `oss://` address read through `readUpload`. */
export const fetchImage = async (
  image: string,
  deps: {
    readonly fetch: typeof fetch;
    /** Real milliseconds after which a download counts as unreachable. */
    readonly timeoutMs: number;
    /** Resolves an `oss://` address; undefined when it cannot be read. */
    readonly readUpload: (address: string) => Promise<Uint8Array | undefined>;
  },
): Promise<Uint8Array> => {
  if (image.startsWith('data:')) return fromDataUri(image);
  if (/^https?:\/\//i.test(image)) return fromUrl(image, deps);
  if (!image.startsWith('oss://'))
    throw new ImageError('InvalidURL', 'Every image should be an http(s) URL, a base64 data URI or an oss:// address.');
  const bytes = await deps.readUpload(image);
  if (bytes === undefined) throw unreachable(image);
  return bytes;
};
