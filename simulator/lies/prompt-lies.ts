/** The ways in which a prompt comes back changed. */

const EMOJI = /\p{Extended_Pictographic}️?/gu;

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** The longest prompt that comes back whole from a service that cuts it, in characters. */
const CUT_AT = 40;

/** What may happen to a prompt on its way through a service, by name. */
export const PROMPT_CHANGES = {
  emoji: (prompt: string) => prompt.replace(EMOJI, '?'),
  space: (prompt: string) => prompt.replace(/\s+/g, ' ').trim(),
  cut: (prompt: string) => [...prompt].slice(0, CUT_AT).join(''),
  html: (prompt: string) => prompt.replace(/[&<>"']/g, (character) => HTML[character] ?? character),
  mojibake: (prompt: string) => Buffer.from(prompt, 'utf8').toString('latin1'),
  missing: () => undefined,
} as const;

/** The names of {@link PROMPT_CHANGES}. */
export type PromptChange = keyof typeof PROMPT_CHANGES;
