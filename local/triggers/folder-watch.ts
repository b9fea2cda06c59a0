/** Watches `uploads/` and `requests/` for files that are completely written. */
import { basename, join, relative, sep } from 'node:path';
import { watch } from 'chokidar';
import { classifyKey, isDebris } from '#core/request/keys.ts';

/** Options of watching. */
export interface FolderWatchOptions {
  readonly home: string;
  /** Called with the key of every file that is there, is new, or changed, once it came to rest. */
  readonly onKey: (key: string) => void;
  readonly onError: (error: unknown) => void;
  /** How long a file's size must stay the same, in ms. */
  readonly restMs?: number;
}

/**
 * The key that starts an edit when this file appears: its own, or, for a file beside an image that says what to do with it
 * (`photo.png.json`), the image's. Undefined when it starts nothing.
 */
export const keyStartedBy = (key: string): string | undefined => {
  const started = key.startsWith('uploads/') && key.endsWith('.json') ? key.slice(0, -'.json'.length) : key;
  const { kind } = classifyKey(started);
  return kind === 'upload' || kind === 'request' ? started : undefined;
};

/** Begins to watch; resolves when every file that was already there has been reported or waits to come to rest. */
export const watchFolders = async ({ home, onKey, onError, restMs = 400 }: FolderWatchOptions): Promise<() => Promise<void>> => {
  const watcher = watch([join(home, 'uploads'), join(home, 'requests')], {
    ignored: (path) => path !== home && isDebris(basename(path)),
    ignoreInitial: false,
    followSymlinks: false,
    awaitWriteFinish: { stabilityThreshold: restMs, pollInterval: Math.min(100, restMs) },
  });
  const report = (path: string): void => {
    const key = keyStartedBy(relative(home, path).split(sep).join('/'));
    if (key !== undefined) onKey(key);
  };
  watcher.on('add', report);
  watcher.on('change', report);
  watcher.on('error', onError);
  await new Promise<void>((resolve) => watcher.once('ready', () => resolve()));
  return () => watcher.close();
};
