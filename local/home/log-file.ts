/** The log of one home: a file of JSON lines that is put aside when it has grown large. */
import { createWriteStream, existsSync, renameSync, statSync } from 'node:fs';

/** An open log. */
export interface LogFile {
  write(line: string): void;
  close(): Promise<void>;
}

const MAX_BYTES = 20 * 1024 * 1024;

/** Opens a log for appending; one larger than 20 MB becomes `<file>.1` first. `alsoTo` gets every line too. */
export const openLogFile = (file: string, alsoTo?: (line: string) => void): LogFile => {
  if (existsSync(file) && statSync(file).size > MAX_BYTES) renameSync(file, `${file}.1`);
  const stream = createWriteStream(file, { flags: 'a' });
  stream.on('error', () => undefined);
  return {
    write: (line) => {
      if (stream.writable) stream.write(line);
      alsoTo?.(line);
    },
    close: () => new Promise((resolve) => stream.end(() => resolve())),
  };
};
