/** The Darkroom that a command talks to: the one that works in the home, one of its own for as long as the command takes, or a deployed one. */
import { resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from '#client/client.ts';
import { EditError } from '#core/errors.ts';
import { readAddress } from '#local/home/home.ts';
import { createRuntime } from '#local/runtime.ts';
import type { RuntimeView } from '#local/server/serve.ts';
import { DEFAULT_HOME } from '#local/settings.ts';
import { findApi } from './aws/find-api.ts';
import type { CommandIo } from './command.ts';
import { followHome, type Running } from './follow-home.ts';

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

/** The Darkroom that runs in a home, after it answered that it does. */
export const findRunning = async (home: string): Promise<Running | undefined> => {
  const address = await readAddress(home);
  if (address === undefined) return undefined;
  try {
    const response = await fetch(`${address.url}/runtime`, { signal: AbortSignal.timeout(3000) });
    const view = (await response.json()) as Partial<RuntimeView>;
    return view.home === home ? { url: address.url, stays: view.stays ?? true } : undefined;
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
  const first = (await findRunning(home)) ?? (await startOwn(home, io));
  const { fetch, close } = followHome(first, {
    find: () => findRunning(home),
    start: () => startOwn(home, io),
  });
  return {
    client: createClient({ baseUrl: first.url, fetch }),
    url: first.url,
    place: { kind: 'here', home, stays: first.stop === undefined },
    close,
  };
};

/** How long one may hold a home without saying where it is, in ms: one that starts, or that another command is done with. */
const BETWEEN_MS = 10_000;
const LOOK_AGAIN_MS = 200;

/** A Darkroom of the command's own; or the one that was quicker, once it says where it is. */
const startOwn = async (home: string, { env }: Pick<CommandIo, 'env'>): Promise<Running> => {
  const until = performance.now() + BETWEEN_MS;
  for (;;) {
    try {
      const { url, stop } = await createRuntime({ home, env, port: 0, watch: false, stays: false });
      return { url, stays: false, stop };
    } catch (error) {
      if (!(error instanceof EditError) || error.code !== 'HOME_IN_USE') throw error;
      const startedMeanwhile = await findRunning(home);
      if (startedMeanwhile !== undefined) return startedMeanwhile;
      if (performance.now() > until) throw error;
      await sleep(LOOK_AGAIN_MS);
    }
  }
};

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
