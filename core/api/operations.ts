/** Every route of the API, as data: the router and the OpenAPI document are both made from it. */

import type * as z from 'zod/mini';
import { controlsSchema } from '../admission/controls-schema.ts';
import { editRequestSchema } from '../request/request.ts';
import {
  budgetViewSchema,
  editListSchema,
  healthSchema,
  listQuerySchema,
  noQuerySchema,
  presetListSchema,
  retryBodySchema,
  uploadBodySchema,
  uploadGrantSchema,
  waitQuerySchema,
} from './bodies.ts';
import { editViewSchema } from './edit-schema.ts';
import type { Operation } from './operation.ts';
import { WEBHOOK_OPERATIONS } from './webhook-operations.ts';

const opened = {
  200: { description: 'The edit that the same call opened before.', schema: editViewSchema },
  202: { description: 'The edit, opened.', schema: editViewSchema },
};
const found = (schema: z.core.$ZodType, description: string) => ({ 200: { description, schema } });

/** The routes, by operation id. */
export const OPERATIONS = {
  createEdit: {
    method: 'POST',
    path: '/edits',
    summary: 'Edit one to three pictures. Send an Idempotency-Key to make a repeated call harmless.',
    query: noQuerySchema,
    body: editRequestSchema,
    idempotencyKey: true,
    answers: opened,
    errors: [422, 429],
  },
  listEdits: {
    method: 'GET',
    path: '/edits',
    summary: 'List edits, newest first.',
    query: listQuerySchema,
    answers: found(editListSchema, 'A page of edits.'),
    errors: [],
  },
  getEdit: {
    method: 'GET',
    path: '/edits/{id}',
    summary: 'Look at one edit, or wait for its status to change.',
    query: waitQuerySchema,
    answers: found(editViewSchema, 'The edit.'),
    errors: [],
  },
  cancelEdit: {
    method: 'POST',
    path: '/edits/{id}/cancel',
    summary: 'Cancel an edit: at once while it waits; a paid result is still kept.',
    query: noQuerySchema,
    answers: {
      200: { description: 'The edit, canceled.', schema: editViewSchema },
      202: { description: 'Noted; the edit is with the service, and what it still makes is kept.', schema: editViewSchema },
    },
    errors: [409],
  },
  retryEdit: {
    method: 'POST',
    path: '/edits/{id}/retry',
    summary: 'Do an ended edit again as a new, linked edit, with another prompt or parameters if wanted.',
    query: noQuerySchema,
    body: retryBodySchema,
    bodyOptional: true,
    idempotencyKey: true,
    answers: opened,
    errors: [409, 422, 429],
  },
  createUpload: {
    method: 'POST',
    path: '/uploads',
    summary: 'Get a ticket to upload a picture, and the key by which an edit names it.',
    query: noQuerySchema,
    body: uploadBodySchema,
    answers: { 201: { description: 'Where and how to upload.', schema: uploadGrantSchema } },
    errors: [],
  },
  listPresets: {
    method: 'GET',
    path: '/presets',
    summary: 'List the presets.',
    query: noQuerySchema,
    answers: found(presetListSchema, 'The presets by name.'),
    errors: [],
  },
  getControls: {
    method: 'GET',
    path: '/controls',
    summary: 'Read the controls: pause, capacity, budget.',
    query: noQuerySchema,
    answers: found(controlsSchema, 'The controls.'),
    errors: [],
  },
  setControls: {
    method: 'PUT',
    path: '/controls',
    summary: 'Replace the controls; they take effect at the next step of every edit.',
    query: noQuerySchema,
    body: controlsSchema,
    answers: found(controlsSchema, 'The controls as they are now.'),
    errors: [],
  },
  getBudget: {
    method: 'GET',
    path: '/budget',
    summary: 'Use and cost of today.',
    query: noQuerySchema,
    answers: found(budgetViewSchema, 'Today.'),
    errors: [],
  },
  ...WEBHOOK_OPERATIONS,
  getOpenApi: {
    method: 'GET',
    path: '/openapi.json',
    summary: 'This document.',
    query: noQuerySchema,
    answers: { 200: { description: 'OpenAPI 3.1.' } },
    errors: [],
  },
  getHealth: {
    method: 'GET',
    path: '/health',
    summary: 'Whether the API and its ledger answer.',
    query: noQuerySchema,
    answers: found(healthSchema, 'They do.'),
    errors: [],
  },
} as const satisfies Readonly<Record<string, Operation>>;
/** Name of a route. */
export type OperationId = keyof typeof OPERATIONS;
