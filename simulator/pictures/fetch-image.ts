import { INPUT_MEDIA_TYPES, MAX_DATA_URI_BYTES, MAX_INPUT_BYTES } from '#core/service/limits.ts';

/** A reason for which an input picture is refused. */
export class ImageRefusal extends Error {
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
    throw new ImageRefusal('InvalidURL', 'The data URI should be written as data:{MIME_type};base64,{base64_data}.');
  const type = (match[1] ?? '').toLowerCase();
  if (type !== 'image/jpg' && !INPUT_MEDIA_TYPES.some((known) => known === type)) {
    throw new ImageRefusal('InvalidImage.FileFormat', `The MIME type ${type} is not supported.`);
  }
  if (image.length > MAX_DATA_URI_BYTES) {
    throw new ImageRefusal('InvalidParameter', `Exceeded limit on max bytes per data-uri item : ${MAX_DATA_URI_BYTES}`);
  }
  const bytes = Buffer.from(image.slice(match[0].length), 'base64');
  if (bytes.byteLength === 0) throw new ImageRefusal('InvalidURL', 'The data URI holds no image data.');
  return bytes;
};

const unreachable = (image: string, cause?: unknown): ImageRefusal =>
  new ImageRefusal(
    'InvalidParameter.DataInspection',
    `Unable to download the media resource during the data inspection process: ${image.split('?')[0]}`,
    { cause },
  );

const readLimited = async (response: Response): Promise<Uint8Array> => {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > MAX_INPUT_BYTES) throw new ImageRefusal('InvalidImage.ImageSize', 'The image exceeds 10 MB.');
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
  const refuse = async (refusal: ImageRefusal): Promise<never> => {
    await response.body?.cancel();
    throw refusal;
  };
  if (!response.ok) return refuse(unreachable(image));
  const type = (response.headers.get('content-type') ?? '').toLowerCase();
  if (!type.startsWith('image/'))
    return refuse(new ImageRefusal('InvalidURL', `The URL answers with Content-Type "${type}", not an image.`));
  if (response.headers.get('content-length') === null) {
    return refuse(new ImageRefusal('InvalidURL', 'The URL answers without Content-Length.'));
  }
  try {
    return await readLimited(response);
  } catch (cause) {
    throw cause instanceof ImageRefusal ? cause : unreachable(image, cause);
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
    throw new ImageRefusal('InvalidURL', 'Every image should be an http(s) URL, a base64 data URI or an oss:// address.');
  const bytes = await deps.readUpload(image);
  if (bytes === undefined) throw unreachable(image);
  return bytes;
};
