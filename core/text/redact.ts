/** Keeps what signs, opens or fills pages out of texts that are shown, logged or recorded. Pure patterns; nothing is known by value. */

const MAX_QUOTED_CHARACTERS = 300;

/**
 * Somebody else's text made fit to be shown and recorded: no query strings (they sign URLs), no signatures, keys, data URIs or
 * long base64, no control characters, at most 300 characters.
 */
export const redactText = (text: string): string => {
  const clean = text
    .slice(0, 4_000)
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .replace(/(https?:\/\/)[^\s/?#@"'<>]*@/gi, '$1')
    .replace(/(https?:\/\/[^\s?#"'<>]+)[?#][^\s"'<>]*/gi, '$1?(removed)')
    .replace(
      /\b(x-amz-[\w-]+|\w*signature|\w*accesskeyid|\w*access_key_id|security-token|policy)(["']?\s*[=:]\s*["']?)[^\s&"',;]+/gi,
      '$1$2(removed)',
    )
    .replace(/\bbearer\s+[^\s"',;]+/gi, 'Bearer (removed)')
    .replace(/\b(sk|st)-[\w-]{6,}/g, '$1-(removed)')
    .replace(/data:[^\s,]{0,100},[^\s"']*/gi, 'data:(removed)')
    .replace(/[A-Za-z0-9+/=_-]{120,}/g, '(removed)')
    .trim();
  return clean.length <= MAX_QUOTED_CHARACTERS ? clean : `${clean.slice(0, MAX_QUOTED_CHARACTERS - 1).trimEnd()}…`;
};
