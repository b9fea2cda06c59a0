/** What Darkroom tells the world about an edit. */

import type { Edit, SubmittingEdit } from '../edit/edit.ts';
import type { EditState } from '../edit/state.ts';
import type { Problem } from '../errors.ts';
import { hashOf } from '../ids.ts';
import { omitUndefined } from '../omit-undefined.ts';

/** Source of every event on the bus. */
export const EVENT_SOURCE = 'darkroom';

/**
 * The published moments of an edit, in the order in which it goes through them: the state that it enters, the detail type of the event
 * on the bus, and the short name that webhooks and streams use.
 */
export const MOMENTS = {
  QUEUED: { detailType: 'Image Edit Queued', name: 'queued' },
  RUNNING: { detailType: 'Image Edit Submitted', name: 'submitted' },
  SUCCEEDED: { detailType: 'Image Edit Succeeded', name: 'succeeded' },
  PARTIAL: { detailType: 'Image Edit Partially Succeeded', name: 'partial' },
  FAILED: { detailType: 'Image Edit Failed', name: 'failed' },
  REJECTED: { detailType: 'Image Edit Rejected', name: 'rejected' },
  CANCELED: { detailType: 'Image Edit Canceled', name: 'canceled' },
  UNRESOLVED: { detailType: 'Image Edit Unresolved', name: 'unresolved' },
} as const satisfies Partial<Record<EditState, { readonly detailType: string; readonly name: string }>>;

/** A state whose beginning is published: every one but SUBMITTING, which lasts for one call. */
export type PublishedState = keyof typeof MOMENTS;

/** The detail type of an event on the bus. */
export type DetailType = (typeof MOMENTS)[PublishedState]['detailType'];

/** The short name of an event. */
export type EventName = (typeof MOMENTS)[PublishedState]['name'];

/** Detail of every event, version 1: ids and keys, never pictures, prompts or signed URLs. */
export interface EventDetail {
  readonly version: '1';
  readonly editId: string;
  readonly state: EditState;
  /** ISO 8601. */
  readonly time: string;
  readonly source: { readonly kind: 'upload' | 'request' | 'api'; readonly key?: string; readonly versionId?: string };
  readonly preset?: string;
  readonly taskId?: string;
  readonly resultPrefix: string;
  /** Keys of the stored results, in order. */
  readonly results: readonly string[];
  readonly imageCount?: number;
  readonly costUsd?: number;
  readonly retryOf?: string;
  readonly problem?: Problem;
}

/** One event. `id` is the same when the same moment is published again, so that a consumer can drop repeats. */
export interface EditEvent {
  readonly id: string;
  readonly detailType: DetailType;
  readonly detail: EventDetail;
}

/** The event of the moment an edit is in; undefined in SUBMITTING, which is not published: it lasts for one call. */
export const eventOf = (edit: Edit): EditEvent | undefined => {
  if (edit.state === 'SUBMITTING') return undefined;
  const { detailType } = MOMENTS[edit.state];
  const instant = momentOf(edit);
  return { id: hashOf(edit.editId, detailType, String(instant)), detailType, detail: detailOf(edit, instant) };
};

const momentOf = (edit: Exclude<Edit, SubmittingEdit>): number => {
  if (edit.state === 'QUEUED') return edit.times.createdAt;
  return edit.state === 'RUNNING' ? edit.times.submittedAt : edit.times.finishedAt;
};

const detailOf = (edit: Edit, instant: number): EventDetail => ({
  version: '1',
  editId: edit.editId,
  state: edit.state,
  time: new Date(instant).toISOString(),
  source:
    edit.source.kind === 'api'
      ? { kind: 'api' }
      : { kind: edit.source.kind, key: edit.source.key, versionId: edit.source.versionId },
  ...omitUndefined({ preset: edit.preset, taskId: edit.taskId }),
  resultPrefix: edit.resultPrefix,
  results: (edit.results ?? []).flatMap((result) => ('key' in result ? [result.key] : [])),
  ...omitUndefined({ imageCount: edit.imageCount, costUsd: edit.costUsd, retryOf: edit.retryOf, problem: edit.problem }),
});
