/** The shapes that the API speaks, from the schemas that it checks with. Types only: none of the schemas ends up in a bundle. */

export type { Controls } from '#core/admission/controls.ts';
export type { BudgetView, EditList, ErrorBody, PresetView, RetryBody, UploadBody, UploadGrant } from '#core/api/bodies.ts';
export type { EditView, ImageView, ResultView } from '#core/api/edit-schema.ts';
export type { EditState } from '#core/edit/state.ts';
export type { Problem } from '#core/errors.ts';
export type { EditParameters, EditRequest } from '#core/request/request.ts';
