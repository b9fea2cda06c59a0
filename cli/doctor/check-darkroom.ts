/** Darkroom itself: the Node that runs it, its settings, and what a running or deployed one says of itself. */
import type { Client } from '#client/client.ts';
import { DEFAULT_CAPACITY } from '#core/admission/pool.ts';
import { INPUT_SIDE_PIXELS, PRICE_PER_IMAGE_USD, SERVICE_RATE } from '#core/service/limits.ts';
import { isHomeInUse } from '#local/home/lock.ts';
import { readPort, readSettings } from '#local/settings.ts';
import { commandLine } from '../command-line.ts';
import { type Env, type Finding, problemFinding } from './finding.ts';

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

/** Of a home in which nobody answers: nobody works in it, or one that does not answer. */
export const silentFinding = (home: string): Finding =>
  isHomeInUse(home)
    ? {
        check: 'Darkroom',
        state: 'fail',
        found: `one works in ${home} and does not answer`,
        hint: 'It may be starting or stopping: look again in a minute. If it stays so, end its process; the next start goes on where it was.',
      }
    : { check: 'Darkroom', state: 'ok', found: `is not running; ${commandLine('start')} starts it` };

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
