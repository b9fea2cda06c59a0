/** Which model edits the images: the real service when there is a key, else the simulator. */
import { createModelStudio, createResultDownloads, isLoopback, proxyFromEnv, serviceAddress } from '#adapters/dashscope/index.ts';
import { createEnvironmentSecrets, namesApiKey } from '#adapters/embedded/environment-secrets.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Model, ResultDownloads } from '#core/ports/model.ts';
import type { Secrets } from '#core/ports/secrets.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';
import { createSimulator, type Simulator, type SimulatorOptions } from '#simulator/index.ts';
import { keyReader } from './key-reader.ts';

/** A model, and how to let go of it. */
export interface ModelStudioConnection {
  readonly kind: 'real' | 'simulated';
  readonly baseUrl: string;
  readonly model: Model;
  readonly downloads: ResultDownloads;
  readonly simulator?: Simulator;
  close(): Promise<void>;
}

/** What choosing a model needs. */
export interface ModelStudioDeps {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
  /** Where the simulator keeps its tasks, so that they outlive this process as the real service's do. */
  readonly simulatorFolder: string;
  readonly simulator: Omit<SimulatorOptions, 'stateFolder'>;
  /** Hosts that results may come from besides the service's own. */
  readonly resultHosts?: readonly string[];
}

/** Connects to Model Studio with the key of the environment, or starts a simulator. @throws AccountProblem when a setting cannot work, Unavailable when the file of the key cannot be read */
export const connectModelStudio = async (deps: ModelStudioDeps): Promise<ModelStudioConnection> => {
  const { baseUrl, workspaceId } = serviceAddress(deps.env);
  const workspace = workspaceId === undefined ? {} : { workspaceId };
  if (namesApiKey(deps.env)) {
    const secrets = createEnvironmentSecrets(deps.env, keyReader(baseUrl));
    await secrets.apiKey();
    return { kind: 'real', baseUrl, ...connect(deps, secrets, baseUrl, workspace), close: async () => undefined };
  }
  const simulator = createSimulator({ ...deps.simulator, stateFolder: deps.simulatorFolder });
  const listening = await simulator.listen();
  return {
    kind: 'simulated',
    baseUrl: listening.baseUrl,
    simulator,
    ...connect(deps, { apiKey: async () => SIMULATOR_KEY }, listening.baseUrl, {}),
    close: () => simulator.close(),
  };
};

/** The simulator takes any key; one that could never be a real one. */
const SIMULATOR_KEY = 'simulated';

const connect = (
  { env, clock, telemetry, resultHosts = [] }: ModelStudioDeps,
  secrets: Secrets,
  baseUrl: string,
  workspace: { readonly workspaceId?: string },
): { readonly model: Model; readonly downloads: ResultDownloads } => {
  const { origin, hostname } = new URL(baseUrl);
  const here = isLoopback(hostname);
  const proxy = here ? undefined : proxyFromEnv(env);
  return {
    model: createModelStudio({ secrets, baseUrl, clock, telemetry, proxy, ...workspace }),
    downloads: createResultDownloads({ clock, allowedHosts: resultHosts, allowOrigins: here ? [origin] : [], proxy }),
  };
};
