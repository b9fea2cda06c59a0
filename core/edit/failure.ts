/**
 * How a step tells the workflow why it failed, and how that is read back. Only an error's name and its message survive the way
 * through Lambda and Step Functions, so the message carries the problem as JSON, cut so that the state stays under 1 KiB.
 */
import type { Problem } from '../errors.ts';
import { redactText } from '../text/redact.ts';

/** What `Catch` leaves under `$.failure`. */
export interface Failure {
  readonly Error?: string;
  readonly Cause?: string;
}

/** A failure as it was meant: the name that the workflow routed on, and the problem. */
export interface ReadFailure {
  readonly name: string;
  readonly problem: Problem;
}

/** Longest text kept of each part, in bytes of UTF-8: what two layers of JSON quoting still hold under 1 KiB. */
const MAX_BYTES = { code: 64, message: 300, hint: 160 } as const;

/** Cuts a text to a number of bytes of UTF-8 without cutting a character. */
export const cutToBytes = (text: string, bytes: number): string => {
  if (Buffer.byteLength(text) <= bytes) return text;
  let kept = '';
  let used = 3;
  for (const character of text) {
    used += Buffer.byteLength(character);
    if (used > bytes) break;
    kept += character;
  }
  return `${kept}…`;
};

/** The message under which a step throws a problem. */
export const failureMessage = ({ code, message, hint }: Problem): string =>
  JSON.stringify({
    code: cutToBytes(code, MAX_BYTES.code),
    message: cutToBytes(plainQuotes(message), MAX_BYTES.message),
    hint: cutToBytes(plainQuotes(hint), MAX_BYTES.hint),
  });

/** Each layer of JSON doubles the backslashes before a quote; a straight quote in a text would cost seven bytes. */
const plainQuotes = (text: string): string =>
  text
    .replaceAll('"', "'")
    .replaceAll('\\', '/')
    .replace(/\p{Cc}/gu, ' ');

/** Reads a failure as Lambda (`errorMessage` inside JSON), Step Functions (plain text) or the embedded runtime left it. Never throws. */
export const readFailure = (failure: Failure | undefined): ReadFailure => {
  const name = failure?.Error ?? 'Unknown';
  const cause = failure?.Cause ?? '';
  const outer = asRecord(cause);
  const message = typeof outer?.errorMessage === 'string' ? outer.errorMessage : cause;
  const inner = asRecord(message);
  if (typeof inner?.code === 'string' && typeof inner.message === 'string') {
    const hint = typeof inner.hint === 'string' ? inner.hint : '';
    return { name, problem: { code: inner.code, message: inner.message, hint } };
  }
  return { name, problem: foreignProblem(name, message) };
};

/** What a text holds as JSON; where that is no object, its fields are undefined too. */
const asRecord = (text: string): Readonly<Record<string, unknown>> | null | undefined => {
  try {
    return JSON.parse(text) as Readonly<Record<string, unknown>> | null;
  } catch {
    // not JSON
  }
  return undefined;
};

const foreignProblem = (name: string, message: string): Problem => ({
  code: name.includes('Timeout') || name.includes('Timedout') ? 'STEP_TIMEOUT' : 'STEP_FAILED',
  message: `a step of the workflow ended with ${name}${message === '' ? '' : `: ${redactText(message)}`}`,
  hint: 'Look at the logs of the edit by its id; then retry the edit.',
});
