/** What `doctor` looks at. Each check says what it found and, when something is wrong, what to do. Nothing here spends. */
import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Client } from '#client/client.ts';
import { DEFAULT_CAPACITY } from '#core/admission/admission.ts';
import { INPUT_SIDE_PIXELS, PRICE_PER_IMAGE_USD, SERVICE_RATE } from '#core/service/limits.ts';
import { checkModelStudio } from '#local/model/check-model-studio.ts';
import { readPort, readSettings } from '#local/settings.ts';
import { commandLine } from '../command-line.ts';
import { knownProblem } from '../output/error-to-problem.ts';

/** One finding. `warn`: it works, but perhaps not as you want. */
export interface Finding {
  readonly check: string;
  readonly state: 'ok' | 'warn' | 'fail';
  readonly found: string;
  /** What to do. */
  readonly hint?: string;
}

type Env = Readonly<Record<string, string | undefined>>;

const MIN_NODE = 24;

/** The version of Node that runs this. */
export const checkNode = (version: string): Finding => {
  const major = Number(/^v?(\d+)\./.exec(version)?.[1] ?? 0);
  if (major >= MIN_NODE) return { check: 'Node', state: 'ok', found: version };
  return {
    check: 'Node',
    state: 'fail',
    found: `${version} is too old`,
    hint: `Use Node ${MIN_NODE} or newer; a clone brings its own: ${commandLine('doctor')}`,
  };
};

/** The key, its form, its region, and whether the service takes it. */
export const checkKey = async (env: Env, signal: AbortSignal): Promise<readonly Finding[]> => {
  const service = await checkModelStudio(env, { signal });
  switch (service.state) {
    case 'invalid-settings':
      return [{ check: 'key', state: 'fail', found: service.problem.message, hint: service.problem.hint }];
    case 'no-key':
      return [
        {
          check: 'key',
          state: 'warn',
          found: 'DASHSCOPE_API_KEY is not set: the simulator edits, free of charge',
          hint: 'For real edits set DASHSCOPE_API_KEY to a pay-as-you-go key of Model Studio.',
        },
      ];
    case 'rejected':
      return [
        { check: 'service', state: 'ok', found: `${service.baseUrl} answers` },
        {
          check: 'key',
          state: 'fail',
          found: service.problem.message,
          hint: `${service.problem.hint} A key works in its own region only: DARKROOM_REGION is singapore or beijing.`,
        },
      ];
    case 'unreachable':
      return [
        {
          check: 'service',
          state: 'fail',
          found: `${service.baseUrl}: ${service.problem.message}`,
          hint: `${service.problem.hint} Check the network and any proxy; DASHSCOPE_HTTP_BASE_URL sets another address.`,
        },
      ];
    case 'usable':
      return [
        { check: 'service', state: 'ok', found: `${service.baseUrl} answers in ${service.ms} ms` },
        { check: 'key', state: 'ok', found: 'the service takes it; edits are real and paid' },
      ];
  }
};

const isThere = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined;

const nearestFolder = async (path: string): Promise<string> =>
  (await isThere(path)) || dirname(path) === path ? path : nearestFolder(dirname(path));

const MIN_FREE_BYTES = 1024 ** 3;

/** Whether the home can be written, and how much room it has. For a home that is not there yet the folder is checked that it will be made in. */
export const checkHome = async (home: string): Promise<readonly Finding[]> => {
  const folder = await nearestFolder(home);
  const writable = await access(folder, constants.R_OK | constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  const isFolder = (await stat(folder)).isDirectory();
  if (!writable || !isFolder) {
    return [
      {
        check: 'folder',
        state: 'fail',
        found: `${folder} ${isFolder ? 'may not be written' : 'is not a folder'}`,
        hint: 'Set DARKROOM_HOME to a folder that you may write to.',
      },
    ];
  }
  const { bavail, bsize } = await statfs(folder);
  const free = bavail * bsize;
  const room = `${(free / 1024 ** 3).toFixed(1)} GB free`;
  return [
    { check: 'folder', state: 'ok', found: folder === home ? home : `${home} (made at the first start)` },
    free >= MIN_FREE_BYTES
      ? { check: 'disk', state: 'ok', found: room }
      : {
          check: 'disk',
          state: 'warn',
          found: room,
          hint: 'A result has 2 to 5 MB, and every version of an image is kept: make room, or move DARKROOM_HOME.',
        },
  ];
};

/** The settings of one machine, and what bounds edits. */
export const checkSettings = (env: Env): readonly Finding[] => {
  try {
    const { capacity = DEFAULT_CAPACITY, imagesPerDay } = readSettings(env);
    readPort(env);
    const budget = imagesPerDay === undefined ? 'no daily budget' : `${imagesPerDay} images a day`;
    return [
      {
        check: 'limits',
        state: imagesPerDay === undefined ? 'warn' : 'ok',
        found: `${budget}, ${capacity} edits at the service at once (it runs ${SERVICE_RATE.runningTasks}), $${PRICE_PER_IMAGE_USD} an image, inputs of ${INPUT_SIDE_PIXELS.min} to ${INPUT_SIDE_PIXELS.max} pixels a side`,
        ...(imagesPerDay === undefined ? { hint: 'Set DARKROOM_IMAGES_PER_DAY to bound what a day can cost.' } : {}),
      },
    ];
  } catch (error) {
    return [problemFinding('limits', error)];
  }
};

/** What a running or deployed Darkroom says of itself. */
export const checkApi = async (client: Client, url: string, signal: AbortSignal): Promise<readonly Finding[]> => {
  try {
    const [, controls, budget, presets] = await Promise.all([
      client.health({ signal }),
      client.controls.get({ signal }),
      client.budget.get({ signal }),
      client.presets.list({ signal }),
    ]);
    const broken = presets.filter(({ problem }) => problem !== undefined).map(({ name }) => name);
    return [
      { check: 'Darkroom', state: 'ok', found: `${url} answers` },
      controls.paused
        ? { check: 'paused', state: 'warn', found: 'nothing is submitted', hint: `Go on: ${commandLine('resume')}` }
        : { check: 'paused', state: 'ok', found: 'no' },
      budget.left === 0
        ? {
            check: 'budget',
            state: 'warn',
            found: `all of ${budget.imagesPerDay ?? 0} images of ${budget.day} are used`,
            hint: 'Wait for the next day (UTC), or raise imagesPerDay.',
          }
        : { check: 'budget', state: 'ok', found: `${budget.charged} charged today, ${budget.left ?? 'any number'} left` },
      broken.length === 0
        ? { check: 'presets', state: 'ok', found: `${presets.length} can be used` }
        : {
            check: 'presets',
            state: 'warn',
            found: `${broken.join(', ')} cannot be used`,
            hint: `Say why: ${commandLine('presets show NAME')}`,
          },
    ];
  } catch (error) {
    return [problemFinding('Darkroom', error)];
  }
};

/** The finding that an error is. @throws an error that is not known */
export const problemFinding = (check: string, error: unknown): Finding => {
  const known = knownProblem(error);
  if (known === undefined) throw error;
  const { message, hint } = known.problem;
  return { check, state: 'fail', found: message, hint };
};
