/**
 * Keeps secrets out of errors. What is thrown is shown, logged and recorded, so nothing in it, causes included, may hold a key or
 * a signed URL: by pattern (core) and by value (here).
 */
import { redactText } from '#core/text/redact.ts';

/** Takes secrets out of a text. */
export type Redact = (text: string) => string;

const SHORTEST_SECRET = 6;
const MAX_DEPTH = 8;

/** A redactor that also knows these very secrets; those of fewer than 6 characters are left to the patterns. */
export const createRedact = (secrets: readonly string[]): Redact => {
  const values = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST_SECRET).sort((a, b) => b.length - a.length);
  const byValue = (text: string): string => values.reduce((kept, secret) => kept.replaceAll(secret, '(removed)'), text);
  return (text) => byValue(redactText(byValue(text)));
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

/** What must not leak of a URL: its query, each value in it, and a user and password. Nothing for text that is no http(s) URL. */
export const secretsOfUrl = (url: string): readonly string[] => {
  if (!/^https?:/i.test(url)) return [];
  const query = url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
  const values = query.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1));
  const user = /^https?:\/\/([^/?#]*)@/i.exec(url)?.[1] ?? '';
  return [query, ...values, ...values.map(decoded), user, ...user.split(':')].filter((part) => part !== '');
};

const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;

/** A copy of an error that keeps name, message, code and its own causes, redacted, and drops everything else it carried. */
export const safeCause = (error: unknown, redact: Redact, depth = 0): Error => {
  const source: { name?: unknown; message?: unknown; code?: unknown; syscall?: unknown; cause?: unknown; errors?: unknown } =
    typeof error === 'object' && error !== null ? error : { message: String(error) };
  const next = depth < MAX_DEPTH ? (source.cause ?? (Array.isArray(source.errors) ? source.errors[0] : undefined)) : undefined;
  const options = next === undefined ? undefined : { cause: safeCause(next, redact, depth + 1) };
  const copy = new Error(redact(textOf(source.message) ?? ''), options);
  copy.name = redact(textOf(source.name) ?? 'Error');
  copy.stack = `${copy.name}: ${copy.message}`;
  const code = textOf(source.code);
  const syscall = textOf(source.syscall);
  return Object.assign(
    copy,
    code === undefined ? {} : { code: redact(code) },
    syscall === undefined ? {} : { syscall: redact(syscall) },
  );
};
