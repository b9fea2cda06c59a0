/** The command line of `npm run simulator`: its flags, their checks and the help text. */
import { parseArgs } from 'node:util';
import { SERVICE_RATE } from '#core/service/limits.ts';
import { ERROR_CODES, findCode } from './error-codes.ts';
import { FAULT_PHASES, type FaultCondition, type FaultKind, type FaultPhase, type FaultRule, WIRE_FAULTS } from './faults.ts';
import type { LieRule } from './lies/choose.ts';
import { LIES, readLie } from './lies/table.ts';
import { createRandom } from './random.ts';
import type { SimulatorOptions } from './simulator.ts';

/** What the command line asks for. */
export type Flags =
  | { readonly ask: 'help' }
  | { readonly ask: 'wrong'; readonly reason: string }
  | { readonly ask: 'run'; readonly port: number; readonly host: string; readonly options: SimulatorOptions }
  | {
      readonly ask: 'audit';
      readonly port: number;
      readonly host: string;
      readonly options: SimulatorOptions;
      /** The client, with its arguments. */
      readonly command: readonly string[];
    };

class WrongFlag extends Error {}

const wrong = (reason: string): never => {
  throw new WrongFlag(reason);
};

const readNumber = (name: string, text: string, accept: (value: number) => boolean, wanted: string): number => {
  const value = Number(text);
  return text.trim() !== '' && accept(value) ? value : wrong(`--${name} ${text}: ${wanted} is needed.`);
};

const readKind = (rule: string, text: string): FaultKind => {
  const wire = WIRE_FAULTS.find((known) => known === text);
  if (wire !== undefined) return wire;
  const [name, value] = text.split('=');
  if (name === 'delay')
    return { delay: readNumber('fault', value ?? '', (seconds) => seconds >= 0, `a number of seconds in ${rule}`) };
  if (name === 'partial')
    return { partial: { failed: readNumber('fault', value ?? '', (n) => n >= 1 && n <= 4, `1 to 4 images in ${rule}`) } };
  const code = findCode(text);
  return code === undefined
    ? wrong(`--fault ${rule}: ${text} is neither a kind nor one of the codes ${Object.keys(ERROR_CODES).join(', ')}.`)
    : { error: { code } };
};

const PHASES_OF: Readonly<Record<string, readonly FaultPhase[]>> = {
  expired: ['result'],
  'drop-after-accept': ['create', 'cancel'],
  partial: ['task'],
};

/** Reads one fault rule as written after --fault; throws when it is not understood. */
const readRule = (rule: string): FaultRule => {
  const parts = rule.split(':');
  const short = parts[0] === 'drop-before' || parts[0] === 'drop-after-accept';
  const [phaseText, kindText, share, ...rest] = short ? ['create', ...parts] : parts;
  const phase =
    FAULT_PHASES.find((known) => known === phaseText) ??
    wrong(`--fault ${rule}: ${phaseText} is not one of ${FAULT_PHASES.join(', ')}.`);
  if (kindText === undefined || rest.length > 0) return wrong(`--fault ${rule}: write PHASE:WHAT or PHASE:WHAT:PROBABILITY.`);
  const phases = PHASES_OF[kindText.split('=')[0] ?? ''];
  if (phases !== undefined && !phases.includes(phase))
    return wrong(`--fault ${rule}: ${kindText} belongs to ${phases.join(' or ')}.`);
  const kind = readKind(rule, kindText);
  if (phase === 'task' && typeof kind === 'string')
    return wrong(`--fault ${rule}: a task can only fail, be partial or be delayed.`);
  const when: FaultCondition =
    share === undefined
      ? {}
      : { probability: readNumber('fault', share, (p) => p >= 0 && p <= 1, `a probability from 0 to 1 in ${rule}`) };
  return { phase, kind, when };
};

/** Reads one lie as written after --lie; throws when it is not understood. */
const readLieRule = (text: string): LieRule => {
  const [, written = text, share] = /^(.*):(\d*\.?\d+)$/.exec(text) ?? [];
  const lie = readLie(written);
  if (typeof lie === 'string') return wrong(`--lie ${lie}`);
  if (share === undefined) return lie;
  const { subject } = LIES[lie.lie];
  if (subject === 'time' || subject === 'limits') return wrong(`--lie ${text}: ${lie.lie} takes no probability.`);
  const probability = readNumber('lie', share, (p) => p >= 0 && p <= 1, `a probability from 0 to 1 in ${text}`);
  return { ...lie, when: { probability } };
};

const readOrigin = (text: string): string =>
  URL.canParse(text) && new URL(text).origin === text
    ? text
    : wrong(`--result-origin ${text}: write scheme and host, such as https://results.example.`);

const readDuration = (text: string): NonNullable<SimulatorOptions['duration']> => {
  const [median, p95, ...rest] = text.split(',');
  if (rest.length > 0) return wrong(`--seconds ${text}: write MEDIAN or MEDIAN,P95.`);
  const medianSeconds = readNumber('seconds', median ?? '', (value) => value > 0 && Number.isFinite(value), 'a positive number');
  if (p95 === undefined) return { medianSeconds, p95Seconds: (medianSeconds * 110) / 60 };
  return {
    medianSeconds,
    p95Seconds: readNumber('seconds', p95, (value) => value >= medianSeconds, 'a P95 not below the median'),
  };
};

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  speed: { type: 'string', default: '1' },
  seconds: { type: 'string' },
  seed: { type: 'string', default: '1' },
  'api-key': { type: 'string', multiple: true },
  running: { type: 'string', default: String(SERVICE_RATE.runningTasks) },
  'creates-per-second': { type: 'string', default: String(SERVICE_RATE.createsPerSecond) },
  'queries-per-second': { type: 'string', default: String(SERVICE_RATE.queriesPerSecond) },
  'size-check': { type: 'string', default: 'create' },
  'list-delay': { type: 'string', default: '0' },
  state: { type: 'string' },
  fault: { type: 'string', multiple: true },
  lie: { type: 'string', multiple: true },
  quotas: { type: 'boolean', default: false },
  'result-origin': { type: 'string' },
  audit: { type: 'boolean', default: false },
  help: { type: 'boolean' },
} as const;

const DEFAULT_PORT = '8787';

const isPort = (port: number): boolean => Number.isInteger(port) && port >= 0 && port <= 65_535;

const readRun = (args: readonly string[], command: readonly string[]): Flags => {
  const { values } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false });
  if (values.help) return { ask: 'help' };
  const { audit } = values;
  if (audit && command.length === 0)
    return wrong('--audit: write the command to audit after --, such as --audit -- python edit.py');
  if (!audit && command.length > 0) return wrong(`${command.join(' ')}: a command is run only with --audit.`);
  const positive = (value: number): boolean => value > 0 && Number.isFinite(value);
  const whole = (value: number): boolean => positive(value) && Number.isInteger(value);
  const resultOrigin = values['result-origin'] === undefined ? undefined : readOrigin(values['result-origin']);
  const sizeCheck = values['size-check'];
  if (sizeCheck !== 'create' && sizeCheck !== 'task') return wrong(`--size-check ${sizeCheck}: create or task is needed.`);
  return {
    ...(audit ? { ask: 'audit', command } : { ask: 'run' }),
    port: readNumber('port', values.port ?? (audit ? '0' : DEFAULT_PORT), isPort, 'a port from 0 to 65535'),
    host: values.host,
    options: {
      speed: readNumber('speed', values.speed, positive, 'a positive number'),
      random: createRandom(readNumber('seed', values.seed, Number.isInteger, 'a whole number')),
      limits: {
        runningTasks: readNumber('running', values.running, whole, 'a positive whole number'),
        createsPerSecond: readNumber('creates-per-second', values['creates-per-second'], whole, 'a positive whole number'),
        queriesPerSecond: readNumber('queries-per-second', values['queries-per-second'], whole, 'a positive whole number'),
      },
      sizeCheck,
      listDelaySeconds: readNumber('list-delay', values['list-delay'], (value) => value >= 0, 'a number of seconds'),
      faults: (values.fault ?? []).map(readRule),
      lies: (values.lie ?? []).map(readLieRule),
      quotas: values.quotas,
      ...(values.seconds === undefined ? {} : { duration: readDuration(values.seconds) }),
      ...(values['api-key'] === undefined ? {} : { apiKeys: values['api-key'] }),
      ...(resultOrigin === undefined ? {} : { resultOrigin: () => resultOrigin }),
      ...(values.state === undefined ? {} : { stateFolder: values.state }),
    },
  };
};

/** Reads the command line (without node and the file); what follows `--` is a command. */
export const readFlags = (args: readonly string[]): Flags => {
  const end = args.indexOf('--');
  try {
    return end < 0 ? readRun(args, []) : readRun(args.slice(0, end), args.slice(end + 1));
  } catch (error) {
    const wrong = error instanceof WrongFlag || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
    if (wrong) return { ask: 'wrong', reason: (error as Error).message };
    throw error;
  }
};
