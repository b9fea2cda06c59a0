/** The Darkroom that a command talks to: the one that works in the home, one of its own for as long as the command takes, or a deployed one. */
import { resolve } from 'node:path';
import { type Client, createClient } from '#client/client.ts';
import { EditError } from '#core/errors.ts';
import { readAddress } from '#local/home/home.ts';
import { createRuntime } from '#local/runtime.ts';
import type { RuntimeView } from '#local/server/serve.ts';
import { DEFAULT_HOME } from '#local/settings.ts';
import { findApi } from './aws/find-api.ts';
import type { CommandIo } from './command.ts';

/** Where the Darkroom of a connection is: on this machine with its folder, or deployed. */
export type Place =
  /** `stays`: it was running before the command and runs on after it. */
  | { readonly kind: 'here'; readonly home: string; readonly stays: boolean }
  | { readonly kind: 'aws'; readonly outputs: Readonly<Record<string, string>> };

/** A connection; close it when the command is done. */
export interface Connection {
  readonly client: Client;
  readonly url: string;
  readonly place: Place;
  close(): Promise<void>;
}

/** The folder that a command works in. */
export const homeOf = ({ env, cwd }: Pick<CommandIo, 'env' | 'cwd'>): string =>
  resolve(cwd, env.DARKROOM_HOME?.trim() || DEFAULT_HOME);

/** The address of the Darkroom that runs in a home, after it answered that it does. */
export const findRunning = async (home: string): Promise<string | undefined> => {
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

/** Connects. @throws EditError when a runtime of its own cannot start, UsageError when there is no such deployment */
export const connect = async (io: Pick<CommandIo, 'env' | 'cwd'>, aws?: string): Promise<Connection> =>
  aws === undefined ? connectHere(io) : connectAws(aws, io);

const connectAws = async (target: string, io: Pick<CommandIo, 'env'>): Promise<Connection> => {
  const { outputs, ...api } = await findApi(target, io);
  return { client: createClient(api), url: api.baseUrl, place: { kind: 'aws', outputs }, close: async () => undefined };
};

const connectHere = async (io: Pick<CommandIo, 'env' | 'cwd'>): Promise<Connection> => {
  const home = homeOf(io);
  const running = await findRunning(home);
  if (running !== undefined) return connectionTo(running, home);
  try {
    const runtime = await createRuntime({ home, env: io.env, port: 0, watch: false });
    return connectionTo(runtime.url, home, runtime.stop);
  } catch (error) {
    const startedMeanwhile = error instanceof EditError && error.code === 'HOME_IN_USE' ? await findRunning(home) : undefined;
    if (startedMeanwhile === undefined) throw error;
    return connectionTo(startedMeanwhile, home);
  }
};

const connectionTo = (url: string, home: string, stop?: () => Promise<void>): Connection => ({
  client: createClient({ baseUrl: url }),
  url,
  place: { kind: 'here', home, stays: stop === undefined },
  close: stop ?? (async () => undefined),
});

/** Connects, works and disconnects, whatever happens. */
export const connected = async <T>(
  io: Pick<CommandIo, 'env' | 'cwd'>,
  aws: string | undefined,
  work: (connection: Connection) => Promise<T>,
): Promise<T> => {
  const connection = await connect(io, aws);
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
};
