/** Keeps what signs, opens or fills pages out of texts that are shown, logged or recorded. Pure patterns; nothing is known by value. */
import type { Problem } from '../errors.ts';

const MAX_QUOTED_CHARACTERS = 300;

/** Longest text that is looked at, in characters: what is behind it is dropped, since nobody has looked at it. */
const MAX_LOOKED_AT = 16_000;

/** Longest message and hint of a recorded problem, in characters. An item of the ledger on AWS holds 400 KB in all. */
const MAX_PROBLEM_CHARACTERS = { code: 100, message: 2_000, hint: 1_000 } as const;

/**
 * A text without secrets: no query strings (they sign URLs), no signatures, keys, tokens, passwords, data URIs or long base64. What
 * is around them stays; a second time changes nothing.
 */
export const redactSecrets = (text: string): string =>
  text
    .slice(0, MAX_LOOKED_AT)
    .replace(/(https?:\/\/)[^\s/?#@"'<>]*@/gi, '$1')
    .replace(/(\b[a-z][a-z\d+.-]{1,15}:(?:\/\/|\\\/\\\/)[^\s?#"'<>]+)[?#](?!\(removed\))[^\s"'<>]+/gi, '$1?(removed)')
    .replace(
      /\b(x-amz-[\w-]+|\w*signature|\w*accesskeyid|\w*access_key_id|security-token|policy)(["']?(?:\s*[=:]\s*|%3D)["']?)(?!\(removed\))[^\s&"',;]+/gi,
      '$1$2(removed)',
    )
    .replace(/\bbearer\s+(?!\(removed\))[^\s"',;]+/gi, 'Bearer (removed)')
    .replace(
      /\b(\w*(?:api[-_]?key|token|secret|passw(?:or)?d|authorization|cookie))(["']?\s*[=:]\s*["']?(?:basic\s+)?)(?=[^\s&"',;]*\d)[^\s&"',;]{8,}/gi,
      '$1$2(removed)',
    )
    .replace(/\b(sk|st)-[\w.-]{6,}/g, '$1-(removed)')
    .replace(/\beyJ[\w-]{8,}\.[\w-]+\.?[\w-]*/g, '(removed)')
    .replace(/data:[^\s,]{0,100},[^\s"']*/gi, 'data:(removed)')
    .replace(/[A-Za-z0-9+/=_-]{120,}/g, '(removed)');

/** Somebody else's text made fit to be shown and recorded: without secrets and control characters, at most 300 characters of one line. */
export const redactText = (text: string): string => {
  const clean = redactSecrets(text.slice(0, 4_000).replace(/[\p{Cc}\p{Cf}]+/gu, ' ')).trim();
  return cut(clean, MAX_QUOTED_CHARACTERS);
};

/** A problem made fit to be recorded, published and shown: whatever it quotes holds no secret and fills no page. Its hint is ours. */
export const redactProblem = ({ code, message, hint }: Problem): Problem => ({
  code: cut(code, MAX_PROBLEM_CHARACTERS.code),
  message: cut(redactSecrets(message), MAX_PROBLEM_CHARACTERS.message),
  hint: cut(hint, MAX_PROBLEM_CHARACTERS.hint),
});

const cut = (text: string, characters: number): string =>
  text.length <= characters
    ? text
    : `${text
        .slice(0, characters - 1)
        .toWellFormed()
        .trimEnd()}…`;
