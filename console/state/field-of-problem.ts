/** Which field of the form a problem that the API reports is about, by its code. */
import type { Field } from './draft-request.ts';

const RULES: readonly (readonly [RegExp, Field])[] = [
  [/NEGATIVE_PROMPT/, 'negativePrompt'],
  [/^PROMPT_|INSTRUCTION/, 'prompt'],
  [/^(PRESET|VALUE)_/, 'preset'],
  [/^(IMAGE|PICTURE|KEY|URL|UPLOAD)_|TOO_MANY_IMAGES/, 'images'],
];

/** The field, or undefined when the problem is with the whole request (budget, pause, account). */
export const fieldOfProblem = (code: string): Field | undefined => RULES.find(([pattern]) => pattern.test(code))?.[1];
