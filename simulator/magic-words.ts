/** The `[simulate ...]` words of a prompt, with which one edit asks for a fault by itself: see docs/simulator.md. */
import { ERROR_CODES, findCode } from './error-codes.ts';
import type { FaultKind } from './faults.ts';
import { type ChosenLie, LIES, OF_PROMPTS, readLie } from './lies/table.ts';

/** What the `[simulate ...]` words of a prompt ask for. */
export interface MagicWords {
  /** Refuse or disturb the create call itself. */
  readonly create?: FaultKind;
  /** Fail the finished task with this code. */
  readonly fail?: string;
  /** Let this many images fail, with this code. */
  readonly partial?: { readonly failed: number; readonly code: string };
  /** Seconds the task runs. */
  readonly runSeconds?: number;
  /** Seconds the task stays PENDING although there is room for it. */
  readonly pendingSeconds?: number;
  /** Refuse the first `times` queries of the task with this code. */
  readonly query?: { readonly code: string; readonly times: number };
  /** Disturb every download of the task's images. */
  readonly result?: FaultKind;
  /** Lies about the create and the task, in the order in which they were asked for. */
  readonly lies?: readonly ChosenLie[];
}

/** The words, or a sentence saying which of them is not understood. */
export type MagicReading = { readonly ok: true; readonly words: MagicWords } | { readonly ok: false; readonly reason: string };

const WORD = /\[simulate\s+([^\][]+)\]/gi;

const CREATE_FAULTS = ['drop-before', 'drop-after-accept', 'slow-loris', 'wrong-type'] as const;
const RESULT_FAULTS = ['expired', 'truncate', 'wrong-type', 'slow-loris', 'drop-before'] as const;

const isOneOf = <T extends string>(list: readonly T[], word: string | undefined): word is T => list.some((item) => item === word);

const seconds = (text: string | undefined): number | undefined => {
  const value = Number(text);
  return text !== undefined && Number.isFinite(value) && value >= 0 ? value : undefined;
};

const count = (text: string | undefined): number | undefined => {
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 ? value : undefined;
};

/** A code alone applies at the latest moment at which the service reports it: in the task if it can, else at create. */
const readCode = (text: string): MagicWords | undefined => {
  const code = findCode(text);
  if (code === undefined) return undefined;
  if (ERROR_CODES[code]?.phases.includes('task')) return { fail: code };
  return ERROR_CODES[code]?.phases.includes('create') ? { create: { error: { code } } } : { query: { code, times: 1 } };
};

const readWord = (text: string): MagicWords | undefined => {
  const [verb = '', first, second] = text.split(/\s+/);
  switch (verb.toLowerCase()) {
    case 'slow': {
      const value = seconds(first);
      return value === undefined ? undefined : { runSeconds: value };
    }
    case 'pending': {
      const value = seconds(first);
      return value === undefined ? undefined : { pendingSeconds: value };
    }
    case 'partial': {
      const failed = count(first);
      const code = second === undefined ? 'DataInspectionFailed' : findCode(second);
      return failed === undefined || code === undefined ? undefined : { partial: { failed, code } };
    }
    case 'create': {
      const code = findCode(text.slice(verb.length).trim());
      return code === undefined ? undefined : { create: { error: { code } } };
    }
    case 'query': {
      const code = findCode(first ?? '');
      const times = second === undefined ? 1 : count(second);
      return code === undefined || times === undefined ? undefined : { query: { code, times } };
    }
    case 'lie': {
      const lie = readLie(first ?? '');
      return typeof lie === 'string' || !OF_PROMPTS.includes(LIES[lie.lie].subject) ? undefined : { lies: [lie] };
    }
    case 'result':
      return isOneOf(RESULT_FAULTS, first) ? { result: first } : undefined;
    default:
      return isOneOf(CREATE_FAULTS, verb) ? { create: verb } : readCode(text);
  }
};

/**
 * Reads the magic words of a prompt, such as `[simulate DataInspectionFailed]`, `[simulate partial 2]` or `[simulate slow 300]`.
 * Later words win over earlier ones of the same kind; lies add up.
 */
export const readMagicWords = (prompt: string): MagicReading => {
  let words: MagicWords = {};
  for (const match of prompt.matchAll(WORD)) {
    const text = (match[1] ?? '').trim();
    const read = readWord(text);
    if (read === undefined)
      return { ok: false, reason: `The simulator does not understand [simulate ${text}]; see docs/simulator.md.` };
    const lies = [...(words.lies ?? []), ...(read.lies ?? [])];
    words = { ...words, ...read, ...(lies.length === 0 ? {} : { lies }) };
  }
  return { ok: true, words };
};

/** The prompt without its magic words, for captions and for recognising instructions. */
export const withoutMagicWords = (prompt: string): string => prompt.replace(WORD, '').replace(/\s+/g, ' ').trim();
