/** What makes two creates one wish: the same input images and the same prompt. */
import { hash } from 'node:crypto';

/** The part of a create that says which picture is asked for. */
export interface AskedPicture {
  readonly prompt: string;
  /** Every image as something that is equal for equal images; `oss://` addresses as they are. */
  readonly images: readonly string[];
}

const digest = (bytes: Uint8Array): string => `sha256:${hash('sha256', bytes, 'hex').slice(0, 16)}`;

/** Addresses are signed anew each time; what they point to is not. */
const withoutQuery = (address: string): string => address.replace(/[?#].*$/s, '');

const imageOf = (image: unknown): string => {
  if (typeof image !== 'string') return 'no image';
  const data = /^data:[^,]*;base64,/i.exec(image);
  return data === null ? withoutQuery(image) : digest(Buffer.from(image.slice(data[0].length), 'base64'));
};

const fieldsOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {};

/** Reads it from the body of a create, whatever its state. */
export const askedPicture = (body: unknown): AskedPicture => {
  const { prompt, images } = fieldsOf(fieldsOf(body).input);
  return { prompt: typeof prompt === 'string' ? prompt : '', images: Array.isArray(images) ? images.map(imageOf) : [] };
};

/** The same with uploads replaced by what they hold, so that one photo that was uploaded twice is one photo. */
export const resolved = async (
  picture: AskedPicture,
  read: (address: string) => Promise<Uint8Array | undefined>,
): Promise<AskedPicture> => ({
  prompt: picture.prompt,
  images: await Promise.all(
    picture.images.map(async (image) => {
      const bytes = image.startsWith('oss://') ? await read(image) : undefined;
      return bytes === undefined ? image : digest(bytes);
    }),
  ),
});
