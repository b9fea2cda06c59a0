/** The shapes that the API speaks. */
import type { Controls } from '#core/controls.ts';
import type { EditState, EditTimes } from '#core/edit.ts';
import type { Problem } from '#core/errors.ts';
import type { UploadTicket } from '#core/ports/store.ts';
import type { EditParameters, EditRequest } from '#core/request.ts';

export type { Controls, EditParameters, EditRequest, EditState, EditTimes, Problem };

/** A picture as the API shows it; `url` is where to load it from. */
export interface PictureView {
  readonly key?: string;
  readonly url?: string;
  readonly width?: number;
  readonly height?: number;
  readonly bytes?: number;
}

export type ResultView =
  | (PictureView & { readonly index: number; readonly key: string; readonly sha256?: string })
  | { readonly index: number; readonly problem: Problem };

export interface EditView {
  readonly editId: string;
  readonly state: EditState;
  readonly source: { readonly kind: 'upload' | 'request' | 'api'; readonly key?: string };
  readonly preset?: string;
  readonly prompt: string;
  readonly actualPrompt?: string;
  readonly parameters: EditParameters;
  readonly images: readonly PictureView[];
  readonly results?: readonly ResultView[];
  readonly times: EditTimes;
  readonly queuePosition?: number;
  readonly taskId?: string;
  readonly imageCount?: number;
  readonly costUsd?: number;
  readonly retryOf?: string;
  readonly cancelRequestedAt?: number;
  readonly problem?: Problem;
}

export interface PresetView {
  readonly name: string;
  readonly description?: string;
  readonly prompt: string;
  readonly placeholders: readonly string[];
  readonly parameters?: Partial<EditParameters>;
}

export interface BudgetView {
  readonly day: string;
  readonly reserved: number;
  readonly charged: number;
  readonly imagesPerDay?: number;
}

export interface EditListPage {
  readonly edits: readonly EditView[];
  readonly cursor?: string;
}

export type RetryRequest = Partial<Omit<EditRequest, 'images'>>;

export interface UploadRequest {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: number;
}

export interface UploadGrant {
  readonly key: string;
  readonly upload: UploadTicket;
}
