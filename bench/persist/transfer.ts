/**
 * Moves one picture from a server to a store, in a process of its own, and says how much memory that took at most.
 * Run as `node transfer.ts <way> <origin of loopback.ts> <bytes>`.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { persistToBucket, persistToFolder } from './ours.ts';

/** One way of moving a picture. */
export type Way = 'bucket' | 'folder' | 'fetch' | 'buffered';

const throughFetch = async (from: string, to: string): Promise<void> => {
  const { body, headers } = await fetch(from);
  const length = headers.get('content-length') ?? '';
  await fetch(to, { method: 'PUT', body, duplex: 'half', headers: { 'content-length': length } } as RequestInit);
};

const buffered = async (from: string, to: string): Promise<void> => {
  await fetch(to, { method: 'PUT', body: await (await fetch(from)).arrayBuffer() });
};

const inFolder = async (origin: string, bytes: number): Promise<void> => {
  const home = await mkdtemp(join(tmpdir(), 'darkroom-bench-'));
  try {
    await persistToFolder(origin, bytes, home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
};

const [way = '', origin = '', size = ''] = process.argv.slice(2);
const bytes = Number(size);
const from = `${origin}/picture/${bytes}.png`;
const startedAt = performance.now();
if (way === 'bucket') await persistToBucket(origin, bytes);
else if (way === 'folder') await inFolder(origin, bytes);
else if (way === 'fetch') await throughFetch(from, `${origin}/sink`);
else if (way === 'buffered') await buffered(from, `${origin}/sink`);
else throw new Error(`there is no way ${way}`);
const peakBytes = process.resourceUsage().maxRSS * 1024;
process.stdout.write(JSON.stringify({ peakBytes, milliseconds: performance.now() - startedAt }));
process.exit();
