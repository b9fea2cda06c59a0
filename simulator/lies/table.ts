/** The table of lies: every behaviour that a service, a proxy or a network was seen to have, and the documents deny. */
import { ANSWER_LIES } from './answer-lies.ts';
import { CREATE_LIES } from './create-lies.ts';
import type { Lie, Subject, Tells } from './lie.ts';
import { LIST_LIES } from './list-lies.ts';
import { POLICY_LIES } from './policy-lies.ts';
import { RESULT_LIES } from './result-lies.ts';
import { TASK_LIES } from './task-lies.ts';
import { TIME_LIES } from './time-lies.ts';

const TABLE = {
  ...TIME_LIES,
  ...CREATE_LIES,
  ...LIST_LIES,
  ...TASK_LIES,
  ...RESULT_LIES,
  ...ANSWER_LIES,
  ...POLICY_LIES,
} as const;

/** The name of a lie. */
export type LieName = keyof typeof TABLE;

/** Every lie, in the order in which help and documents show them. */
export const LIES: Readonly<Record<LieName, Lie>> = TABLE;

/** Every name, in the same order. */
export const LIE_NAMES = Object.keys(TABLE) as readonly LieName[];

/** A lie with its value, as it is kept. */
export interface ChosenLie {
  readonly lie: LieName;
  readonly value?: string;
}

/** Subjects whose lies are chosen once for each task. */
export const OF_TASKS: readonly Subject[] = ['task-id', 'task', 'result'];

/** Subjects whose lies a prompt may ask for. */
export const OF_PROMPTS: readonly Subject[] = ['refusal', 'create', ...OF_TASKS];

/** What a chosen lie does, when it is about this subject. */
export const tellOf = <S extends Subject>(subject: S, { lie, value }: ChosenLie): Tells[S] | undefined =>
  LIES[lie].subject === subject ? (LIES[lie].prepare(value) as Tells[S] | undefined) : undefined;

/** Reads `NAME` or `NAME=VALUE`; a sentence says what is wrong with it. */
export const readLie = (text: string): ChosenLie | string => {
  const [name = '', ...rest] = text.split('=');
  const lie = LIE_NAMES.find((known) => known === name.toLowerCase());
  if (lie === undefined) return `${name} is not one of the lies ${LIE_NAMES.join(', ')}.`;
  const value = rest.length === 0 ? undefined : rest.join('=');
  if (LIES[lie].prepare(value) === undefined) return `${text}: write ${lie}${LIES[lie].written}.`;
  return { lie, ...(value === undefined ? {} : { value }) };
};
