/**
 * The log of one home: a file of JSON lines that is put aside when it has grown large. It never stops anything: when its disk is full
 * or its file was renamed or removed, lines are kept within bounds, and the file is opened anew for the next line. Ours, since a stream
 * that failed once stays closed.
 */
import { type FileHandle, open, rename, stat } from 'node:fs/promises';

/** An open log. */
export interface LogFile {
  write(line: string): void;
  /** Resolves when every line was written, or could not be. */
  close(): Promise<void>;
}

/** What a log may hold, and where its lines go besides. */
export interface LogFileOptions {
  readonly file: string;
  /** Gets every line as well, at once. */
  readonly alsoTo?: ((line: string) => void) | undefined;
  /** A file larger than this becomes `<file>.1`, in bytes. Default 20 MB. */
  readonly maxBytes?: number;
  /** Lines that wait for a disk that takes none, in characters together; the oldest are dropped first. Default 1 million. */
  readonly maxWaiting?: number;
}

/** Only who runs Darkroom may read it: it names every image and may hold what a service said. */
const MODE = 0o600;

/** Opens a log for appending; nothing is written before the first line. */
export const openLogFile = ({ file, alsoTo, maxBytes = 20 * 1024 * 1024, maxWaiting = 1_000_000 }: LogFileOptions): LogFile => {
  const waiting = createWaitingLines(maxWaiting);
  let handle: FileHandle | undefined;
  let flushing: Promise<void> | undefined;

  const release = async (): Promise<void> => {
    const open = handle;
    handle = undefined;
    await open?.close().catch(() => undefined);
  };

  /** The file to append to: opened anew when the name belongs to another file by now, or to none. */
  const current = async (): Promise<FileHandle> => {
    const named = await stat(file).catch(() => undefined);
    const held = await handle?.stat();
    if (handle !== undefined && (named === undefined || named.ino !== held?.ino || named.dev !== held.dev)) await release();
    if (named !== undefined && named.size > maxBytes) {
      await release();
      await rename(file, `${file}.1`).catch(() => undefined);
    }
    handle ??= await openPrivately(file);
    return handle;
  };

  const flush = async (): Promise<void> => {
    while (waiting.size() > 0) {
      const taken = waiting.take();
      try {
        await appendWhole(await current(), textOf(taken));
      } catch {
        waiting.putBack(taken);
        await release();
        return;
      }
    }
  };

  const flushOnce = (): Promise<void> => {
    flushing ??= flush().finally(() => {
      flushing = undefined;
    });
    return flushing;
  };

  return {
    write: (line) => {
      waiting.add(line);
      void flushOnce();
      alsoTo?.(line);
    },
    close: async () => {
      await flushOnce();
      await flushOnce();
      await release();
    },
  };
};

/** Appends, or leaves the file as long as it was: half a line would spoil the next one. */
const appendWhole = async (file: FileHandle, text: string): Promise<void> => {
  const { size } = await file.stat();
  try {
    await file.appendFile(text);
  } catch (error) {
    await file.truncate(size).catch(() => undefined);
    throw error;
  }
};

const openPrivately = async (file: string): Promise<FileHandle> => {
  const handle = await open(file, 'a', MODE);
  const found = await handle.stat();
  if (found.isFile() && (found.mode & 0o077) !== 0) await handle.chmod(MODE).catch(() => undefined);
  return handle;
};

interface Waiting {
  readonly lines: readonly string[];
  /** How many before them were dropped. */
  readonly dropped: number;
}

const textOf = ({ lines, dropped }: Waiting): string => {
  const note = dropped === 0 ? '' : `${JSON.stringify({ level: 'warn', event: 'log lines lost', count: dropped })}\n`;
  return note + lines.join('');
};

/** Lines that are not written yet, oldest first. What had to be dropped is said in a line of its own. */
const createWaitingLines = (maxCharacters: number) => {
  let lines: string[] = [];
  let characters = 0;
  let dropped = 0;
  const bound = (): void => {
    let first = 0;
    for (; characters > maxCharacters && first < lines.length - 1; first += 1) characters -= lines[first]?.length ?? 0;
    lines.splice(0, first);
    dropped += first;
  };
  return {
    size: (): number => lines.length,
    add: (line: string): void => {
      lines.push(line);
      characters += line.length;
      bound();
    },
    take: (): Waiting => {
      const taken = { lines, dropped };
      lines = [];
      characters = 0;
      dropped = 0;
      return taken;
    },
    putBack: (taken: Waiting): void => {
      lines = [...taken.lines, ...lines];
      dropped += taken.dropped;
      characters = lines.reduce((sum, { length }) => sum + length, 0);
      bound();
    },
  };
};
