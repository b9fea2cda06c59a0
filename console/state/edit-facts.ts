/** What the console shows of an edit: cover, caption and facts in their order. */
import type { EditView, ImageView, ResultView } from '#client/types.ts';
import { mayBeCharged } from '#core/service/task-problems.ts';
import { bytes, dollars, duration } from '../format/amounts.ts';
import { presetTitle } from './preset.ts';

/** A stored result. */
export type StoredResult = Extract<ResultView, { readonly key: string }>;

/** Whether a result was stored, rather than withheld by the service or lost. */
export const isStored = (result: ResultView): result is StoredResult => 'key' in result;

/** The cover of an edit; `isResult`: it is a result and not an input. */
export const coverOf = (edit: EditView): { readonly image: ImageView; readonly isResult: boolean } | undefined => {
  const result = edit.results.find(isStored);
  if (result !== undefined) return { image: result, isResult: true };
  const [input] = edit.images;
  return input === undefined ? undefined : { image: input, isResult: false };
};

/** One line for an edit: the prompt, else the preset, else where it came from. */
export const captionOf = ({ prompt, preset, source, id }: Pick<EditView, 'prompt' | 'preset' | 'source' | 'id'>): string => {
  if (prompt !== '') return prompt;
  if (preset !== undefined) return presetTitle(preset);
  return source.key ?? id;
};

/** A name and what it is. `mono`: something to copy exactly. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly mono?: boolean;
}

/** Everything worth knowing of an edit beside its images and prompts. `elapsed` in ms; `instant` writes epoch ms as local time. */
export const factsOf = (edit: EditView, elapsed: number, instant: (ms: number) => string): readonly Fact[] => {
  const { parameters, times, source } = edit;
  const facts: readonly (Fact | undefined)[] = [
    costFact(edit),
    { name: 'Took', value: duration(elapsed) },
    edit.seconds.model === undefined ? undefined : { name: 'Model worked', value: duration(edit.seconds.model * 1000) },
    edit.preset === undefined ? undefined : { name: 'Preset', value: presetTitle(edit.preset) },
    parameters.seed === undefined ? undefined : { name: 'Seed', value: String(parameters.seed), mono: true },
    { name: 'Size', value: parameters.size?.replace('*', '×') ?? 'as the image' },
    { name: 'Results', value: String(parameters.n) },
    parameters.negativePrompt === undefined ? undefined : { name: 'Avoid', value: parameters.negativePrompt },
    { name: 'Prompt rewriting', value: parameters.promptExtend ? 'on' : 'off' },
    parameters.watermark ? { name: 'Mark', value: 'AI-generated' } : undefined,
    { name: 'Started', value: instant(Date.parse(times.createdAt)) },
    times.finishedAt === undefined ? undefined : { name: 'Finished', value: instant(Date.parse(times.finishedAt)) },
    { name: 'Came from', value: source.key ?? SOURCES[source.kind], mono: source.key !== undefined },
    edit.taskId === undefined ? undefined : { name: 'Task', value: edit.taskId, mono: true },
    { name: 'Edit', value: edit.id, mono: true },
  ];
  return facts.filter((fact) => fact !== undefined);
};

const SOURCES = { api: 'the HTTP API', upload: 'an upload', request: 'a written request' } as const;

const costFact = ({ costUsd, usage, ended, status, problem }: EditView): Fact | undefined => {
  if (costUsd !== undefined)
    return { name: 'Cost', value: usage === undefined ? dollars(costUsd) : `${dollars(costUsd)} for ${usage.imageCount}` };
  if (!ended) return undefined;
  const isOpen = status === 'UNRESOLVED' || mayBeCharged(problem?.code ?? '');
  return { name: 'Cost', value: isOpen ? 'not known' : dollars(0) };
};

/** Width, height and file size of an image, as far as they are known. */
export const imageFacts = ({ width, height, bytes: weight }: ImageView): string =>
  [
    width === undefined || height === undefined ? undefined : `${width}×${height}`,
    weight === undefined ? undefined : bytes(weight),
  ]
    .filter((part) => part !== undefined)
    .join(' · ');
