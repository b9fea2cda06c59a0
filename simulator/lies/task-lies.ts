/** Lies about a task: what a query says of it, and how its id is written. */
import { serviceError } from '../error-codes.ts';
import { type Json, type Lie, lieAbout } from './lie.ts';
import { PROMPT_CHANGES, type PromptChange } from './prompt-lies.ts';
import { count, errorCode, NOTHING, oneOf, word } from './values.ts';

const outputOf = (answer: Json): Json => (answer.output ?? {}) as Json;
const resultsOf = (answer: Json): readonly Json[] | undefined => outputOf(answer).results as readonly Json[] | undefined;

const inOutput = (answer: Json, change: Json): Json => ({ ...answer, output: { ...outputOf(answer), ...change } });

/** Changes the results of a task that has some. */
const withResults =
  (change: (results: readonly Json[]) => readonly unknown[]) =>
  (answer: Json): Json => {
    const results = resultsOf(answer);
    return results === undefined ? answer : inOutput(answer, { results: change(results) });
  };

/** Changes the answer of a task that has results. */
const onceEnded =
  (change: (answer: Json, results: readonly Json[]) => Json) =>
  (answer: Json): Json => {
    const results = resultsOf(answer);
    return results === undefined ? answer : change(answer, results);
  };

const counted = (answer: Json, images: number): Json => ({
  ...inOutput(answer, { task_metrics: { TOTAL: images, SUCCEEDED: images, FAILED: 0 } }),
  usage: { image_count: images },
});

/** Every number below here as text. */
const spelled = (value: unknown): unknown => {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(spelled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, spelled(inner)]));
};

const NO_RESULTS = {
  empty: (answer: Json): Json => inOutput(answer, { results: [] }),
  null: (answer: Json): Json => inOutput(answer, { results: null }),
  missing: (answer: Json): Json => {
    const { results: _, ...output } = outputOf(answer);
    return { ...answer, output };
  },
} as const;

/** What can be said about a task. */
export const TASK_LIES = {
  'task-id': lieAbout(
    'task-id',
    'Task ids hold characters that mean something in a URL.',
    word('PREFIX', 'cn.beijing:1/'),
    (prefix) => (id) => `${prefix}${id}`,
  ),
  'orig-prompt': lieAbout(
    'task',
    'The prompt comes back with ? for emoji, with white space collapsed, cut after 40 characters, escaped for HTML, in the wrong character set, or not at all.',
    oneOf<PromptChange>('emoji', 'space', 'cut', 'html', 'mojibake', 'missing'),
    (change) => ({
      tell: withResults((results) =>
        results.map(({ orig_prompt, ...result }) =>
          orig_prompt === undefined ? result : { ...result, orig_prompt: PROMPT_CHANGES[change](String(orig_prompt)) },
        ),
      ),
    }),
  ),
  'http-url': lieAbout('task', 'Result URLs begin with http:// instead of https://.', NOTHING, () => ({
    tell: withResults((results) =>
      results.map((result) =>
        result.url === undefined ? result : { ...result, url: String(result.url).replace(/^https:/, 'http:') },
      ),
    ),
  })),
  'null-result': lieAbout('task', 'A null stands after the results.', NOTHING, () => ({
    tell: withResults((results) => [...results, null]),
  })),
  'failed-with-picture': lieAbout(
    'task',
    'A task that succeeded says FAILED, with its pictures and their image_count.',
    NOTHING,
    () => ({
      tell: onceEnded((answer) =>
        inOutput(answer, { task_status: 'FAILED', code: 'InternalError', message: serviceError('InternalError').message }),
      ),
    }),
  ),
  'status-word': lieAbout(
    'task',
    'A task that succeeded says so with a word that nobody documents (FINISHED), and has its results.',
    word('WORD', 'FINISHED'),
    (status) => ({ tell: onceEnded((answer) => inOutput(answer, { task_status: status })) }),
  ),
  'no-results': lieAbout(
    'task',
    'SUCCEEDED with no results at all: an empty list, null, or no such field; nothing is billed.',
    oneOf('empty', 'null', 'missing'),
    (how) => ({
      tell: onceEnded((answer) => counted(NO_RESULTS[how](answer), 0)),
      paid: () => 0,
      stored: () => 0,
    }),
  ),
  'few-results': lieAbout(
    'task',
    'SUCCEEDED with only K (1) of the results, and only those are billed.',
    count('K', 1),
    (few) => ({
      tell: onceEnded((answer, results) =>
        counted(inOutput(answer, { results: results.slice(0, few) }), Math.min(few, results.length)),
      ),
      paid: (made) => Math.min(made, few),
    }),
  ),
  'many-results': lieAbout(
    'task',
    'SUCCEEDED with COUNT (500) results, all of which can be downloaded; n are billed.',
    count('COUNT', 500),
    (many) => ({
      tell: (answer, url) =>
        withResults(([first]) => Array.from({ length: many }, (_, index) => ({ ...first, url: url(index) })))(answer),
      stored: (made) => Math.max(made, many),
    }),
  ),
  'numbers-as-text': lieAbout('task', 'Numbers come as text.', NOTHING, () => ({ tell: (answer) => spelled(answer) as Json })),
  'unknown-fields': lieAbout('task', 'Fields that nobody documents stand among the known ones.', NOTHING, () => ({
    tell: (answer) => ({
      trace: { spans: [1, null] },
      ...inOutput(withResults((results) => results.map((result) => ({ ...result, score: 0.5, extra: null })))(answer), {
        progress: 'unknown',
        stages: [],
      }),
    }),
  })),
  'task-refusal': lieAbout(
    'task',
    'A query is answered by HTTP 200 with this code (DataInspectionFailed) and nothing about the task.',
    errorCode('DataInspectionFailed'),
    (code) => ({ tell: (answer) => ({ code, message: serviceError(code).message, request_id: answer.request_id }) }),
  ),
} as const satisfies Readonly<Record<string, Lie<'task'> | Lie<'task-id'>>>;
