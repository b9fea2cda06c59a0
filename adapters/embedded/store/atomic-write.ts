/** Writing a file so that others see all of it or nothing. */
import { createHash } from 'node:crypto';
import { type FileHandle, link, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Unavailable } from '#core/errors.ts';
import type { ByteStream } from '#core/ports/store.ts';

/** A complete file under a name that nobody looks at yet. */
export interface Draft {
  readonly path: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Writes a stream to a new file in `folder`, flushed to the disk. On any error nothing is left. @throws Unavailable LENGTH_MISMATCH */
export const writeDraft = async (folder: string, name: string, key: string, { bytes, body }: ByteStream): Promise<Draft> => {
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  const file = await open(path, 'wx');
  try {
    const written = await copyInto(file, body);
    if (written.bytes !== bytes) throw lengthMismatch(key, bytes, written.bytes);
    await file.sync();
    await file.close();
    return { path, ...written };
  } catch (error) {
    await file.close().catch(() => undefined);
    await rm(path, { force: true });
    throw error;
  }
};

const copyInto = async (file: FileHandle, body: AsyncIterable<Uint8Array>) => {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of body) {
    hash.update(chunk);
    bytes += chunk.byteLength;
    for (let at = 0; at < chunk.byteLength; ) at += (await file.write(chunk, at)).bytesWritten;
  }
  return { sha256: hash.digest('hex'), bytes };
};

/** Gives a draft its name, replacing what was there. */
export const publish = async (draft: Draft, path: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true });
  await rename(draft.path, path);
  await syncFolder(dirname(path));
};

/** Gives a draft its name unless the name is taken; the draft is gone afterwards either way. */
export const publishOnce = async (draft: Draft, path: string): Promise<'created' | 'exists'> => {
  await mkdir(dirname(path), { recursive: true });
  try {
    await link(draft.path, path);
    await syncFolder(dirname(path));
    return 'created';
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return 'exists';
    throw error;
  } finally {
    await rm(draft.path, { force: true });
  }
};

/** The `code` of a system error; undefined for anything else. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** The entry of a new name must reach the disk too; systems that cannot sync folders (Windows) do it by themselves. */
const syncFolder = async (folder: string): Promise<void> => {
  const handle = await open(folder, 'r').catch(() => undefined);
  if (handle === undefined) return;
  await handle.sync().catch(() => undefined);
  await handle.close();
};

const lengthMismatch = (key: string, declared: number, came: number): Unavailable =>
  new Unavailable({
    code: 'LENGTH_MISMATCH',
    message: `${key} was declared with ${declared} bytes and came with ${came}`,
    hint: 'Send it again; nothing was written.',
  });
