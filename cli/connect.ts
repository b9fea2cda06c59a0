/** The Darkroom that a command talks to: the one that works in the home, or one of its own for as long as the command takes. */
import { resolve } from 'node:path';
import { type Client, createClient } from '#client/client.ts';
import { EditError } from '#core/errors.ts';
import { readAddress } from '#local/home.ts';
import { createRuntime } from '#local/runtime.ts';
import type { RuntimeView } from '#local/serve.ts';
import { DEFAULT_HOME } from '#local/settings.ts';
import type { CommandIo } from './command.ts';

/** A connection; close it when the command is done. */
export interface Connection {
  readonly client: Client;
  readonly url: string;
  /** The folder that keys are below. */
  readonly home: string;
  close(): Promise<void>;
}

/** Finds a running Darkroom by its home and asks it whether it really is the one. */
const findRunning = async (home: string): Promise<string | undefined> => {
  const address = await readAddress(home);
  if (address === undefined) return undefined;
  try {
    const response = await fetch(`${address.url}/runtime`, { signal: AbortSignal.timeout(3000) });
    const view = (await response.json()) as Partial<RuntimeView>;
    return view.home === home ? address.url : undefined;
  } catch {
    return undefined;
  }
};

/** Connects. @throws EditError when a runtime of its own cannot start */
export const connect = async ({ env, cwd }: Pick<CommandIo, 'env' | 'cwd'>): Promise<Connection> => {
  const home = resolve(cwd, env.DARKROOM_HOME?.trim() || DEFAULT_HOME);
  const running = await findRunning(home);
  if (running !== undefined) return connectionTo(running, home, async () => undefined);
  try {
    const runtime = await createRuntime({ home, env, port: 0, watch: false });
    return connectionTo(runtime.url, home, runtime.stop);
  } catch (error) {
    const startedMeanwhile = error instanceof EditError && error.code === 'HOME_IN_USE' ? await findRunning(home) : undefined;
    if (startedMeanwhile === undefined) throw error;
    return connectionTo(startedMeanwhile, home, async () => undefined);
  }
};

const connectionTo = (url: string, home: string, close: () => Promise<void>): Connection => ({
  client: createClient({ baseUrl: url }),
  url,
  home,
  close,
});
