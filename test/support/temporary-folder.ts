/** A folder on disk for tests that need real files. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';

/** Makes an empty folder before each test of the calling file, and removes it afterwards. */
export const inTemporaryFolder = (enter: (folder: string) => void): void => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'darkroom-test-'));
    enter(folder);
  });
  afterEach(() => rm(folder, { recursive: true }));
};
