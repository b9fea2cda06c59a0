/**
 * The form post that puts a picture into the temporary storage. Ours, not FormData: the storage wants a length before the first byte, and
 * FormData can stream or have a length, not both.
 */
import type { SizedBody } from '../transport/transport.ts';
import type { UploadPolicy } from '../wire/wire.ts';

/** A picture on its way to the temporary storage. */
export interface UploadedPicture {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly body: AsyncIterable<Uint8Array>;
}

/** A file name that is safe in a storage key and a form header: the last path segment in plain ASCII, at most 80 characters. */
export const safeFileName = (name: string): string => {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  const plain = last
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+/, '');
  return plain.slice(-80) || 'picture';
};

/** The form post that object storage expects (fields first, the file last), streamed with its length known beforehand. */
export const uploadForm = (
  policy: UploadPolicy,
  key: string,
  picture: UploadedPicture,
  boundary: string,
): { readonly contentType: string; readonly body: SizedBody } => {
  const fields: readonly (readonly [string, string | undefined])[] = [
    ['OSSAccessKeyId', policy.oss_access_key_id],
    ['Signature', policy.signature],
    ['policy', policy.policy],
    ['key', key],
    ['x-oss-object-acl', policy.x_oss_object_acl],
    ['x-oss-forbid-overwrite', policy.x_oss_forbid_overwrite],
    ['success_action_status', '200'],
    ['x-oss-content-type', picture.mediaType],
  ];
  const parts = fields.map(([name, value]) =>
    value === undefined ? '' : `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${safeFileName(picture.name)}"\r\nContent-Type: ${picture.mediaType}\r\n\r\n`;
  const head = Buffer.from(parts.join('') + file);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const chunks = async function* (): AsyncGenerator<Uint8Array> {
    yield head;
    yield* picture.body;
    yield tail;
  };
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: { bytes: head.byteLength + picture.bytes + tail.byteLength, chunks: chunks() },
  };
};
