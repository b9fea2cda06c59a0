import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  budgetViewSchema,
  editListSchema,
  errorBodySchema,
  healthSchema,
  listQuerySchema,
  MAX_WAIT_SECONDS,
  noQuerySchema,
  presetListSchema,
  retryBodySchema,
  uploadBodySchema,
  uploadGrantSchema,
  waitQuerySchema,
} from '#core/api/bodies.ts';
import { WEBHOOK_OPERATIONS } from '#core/api/webhook-operations.ts';
import { MAX_INPUT_BYTES } from '#core/service/limits.ts';

const takes = (schema: z.core.$ZodType, value: unknown): boolean => z.safeParse(schema, value).success;
const upload = { name: 'a.png', mediaType: 'image/png' };

describe('a retry', () => {
  it.each([{}, { prompt: 'p', n: 2 }, { acceptDoublePayment: true }, { adopt: 'abcd-123' }, { adopt: 'a'.repeat(64) }])(
    'may say %j',
    (body) => {
      expect(takes(retryBodySchema, body)).toBe(true);
    },
  );

  it.each([
    { images: ['uploads/a.png'] },
    { prompt: '' },
    { acceptDoublePayment: 'yes' },
    { adopt: 'a'.repeat(7) },
    { adopt: 'a'.repeat(65) },
    { adopt: '../../x-y' },
    { adopt: 'abcd_1234' },
  ])('may not say %j', (body) => {
    expect(takes(retryBodySchema, body)).toBe(false);
  });
});

describe('a file to upload', () => {
  it.each([upload, { ...upload, name: 'ü b.png' }, { ...upload, name: 'a'.repeat(200) }, { ...upload, bytes: 1 }])(
    'may be %j',
    (body) => {
      expect(takes(uploadBodySchema, body)).toBe(true);
    },
  );

  it('may be as large as the service takes it', () => {
    expect(takes(uploadBodySchema, { ...upload, bytes: MAX_INPUT_BYTES })).toBe(true);
    expect(takes(uploadBodySchema, { ...upload, bytes: MAX_INPUT_BYTES + 1 })).toBe(false);
  });

  it.each([
    { name: 'a.png' },
    { ...upload, name: '' },
    { ...upload, name: 'a'.repeat(201) },
    { ...upload, name: 'a/b.png' },
    { ...upload, name: 'a\\b.png' },
    { ...upload, name: 'a\nb.png' },
    { ...upload, name: '/a.png' },
    { ...upload, name: 'a.png/' },
    { ...upload, mediaType: 'image/gif' },
    { ...upload, bytes: 0 },
    { ...upload, path: 'x' },
  ])('may not be %j', (body) => {
    expect(takes(uploadBodySchema, body)).toBe(false);
  });

  it('is sent where a ticket says', () => {
    const ticket = { method: 'POST', url: 'u', headers: { a: 'b' }, fields: { c: 'd' }, expiresAt: 1 };
    expect(takes(uploadGrantSchema, { key: 'inputs/a.png', upload: ticket })).toBe(true);
    expect(takes(uploadGrantSchema, { key: 'inputs/a.png', upload: { ...ticket, method: 'PUT' } })).toBe(true);
    expect(takes(uploadGrantSchema, { key: 'inputs/a.png', upload: { ...ticket, method: 'GET' } })).toBe(false);
    expect(takes(uploadGrantSchema, { key: 'inputs/a.png', upload: {} })).toBe(false);
    expect(takes(uploadGrantSchema, {})).toBe(false);
  });
});

describe('the query of a list', () => {
  it.each([{}, { state: 'FAILED', search: 'x', limit: '1', cursor: 'c' }, { limit: '100' }, { search: 'x'.repeat(200) }])(
    'may be %j',
    (query) => {
      expect(takes(listQuerySchema, query)).toBe(true);
    },
  );

  it.each([
    { state: 'DONE' },
    { limit: '0' },
    { limit: '101' },
    { limit: '1.5' },
    { limit: 'x1' },
    { limit: '1x' },
    { limit: '' },
    { limit: '0000000001' },
    { search: 'x'.repeat(201) },
    { cursor: 'x'.repeat(1001) },
    { page: '2' },
  ])('may not be %j', (query) => {
    expect(takes(listQuerySchema, query)).toBe(false);
  });

  it('is refused with the bounds', () => {
    expect(z.safeParse(listQuerySchema, { limit: '101' }).error?.issues[0]).toMatchObject({
      code: 'custom',
      message: 'must be 1 to 100',
    });
  });

  it('of deliveries bounds the page too', () => {
    const { query } = WEBHOOK_OPERATIONS.listDeliveries;
    for (const limit of ['1', '9', '10', '99', '100']) expect([limit, takes(query, { limit })]).toEqual([limit, true]);
    for (const limit of ['0', '01', '101', '1000', 'x1', '1x', ''])
      expect([limit, takes(query, { limit })]).toEqual([limit, false]);
    expect(takes(query, { state: 'DEAD', cursor: 'x'.repeat(1000) })).toBe(true);
    for (const wrong of [{ state: 'LOST' }, { cursor: 'x'.repeat(1001) }, { page: '2' }]) expect(takes(query, wrong)).toBe(false);
  });
});

describe('the query of one edit', () => {
  it('may wait up to an hour, of which one call holds at most twenty seconds', () => {
    expect(MAX_WAIT_SECONDS).toBe(20);
    for (const wait of ['0', '20', '3600']) expect(takes(waitQuerySchema, { wait })).toBe(true);
    for (const wait of ['3601', '-1', 'soon']) expect(takes(waitQuerySchema, { wait })).toBe(false);
    expect(takes(waitQuerySchema, { until: '1' })).toBe(false);
  });
});

describe('what the API answers', () => {
  it('has no field that its schema does not know', () => {
    const error = { code: 'C', message: 'm', hint: 'h' };
    const budget = { day: 'd', reserved: 0, charged: 0, costUsd: 0 };
    const preset = {
      name: 'p',
      placeholders: [{ name: 'a' }],
      images: [],
      imagesPosition: 'after',
      minImages: 1,
      parameters: {},
    };
    const answers: readonly (readonly [z.core.$ZodType, object])[] = [
      [errorBodySchema, { error }],
      [budgetViewSchema, { ...budget, imagesPerDay: 5, left: 5 }],
      [presetListSchema, { presets: [preset, { ...preset, imagesPosition: 'before', problem: error }] }],
      [editListSchema, { edits: [], cursor: 'c' }],
      [healthSchema, { status: 'ok', time: '2026-01-01T00:00:00.000Z' }],
      [noQuerySchema, {}],
    ];
    for (const [schema, answer] of answers) {
      expect(takes(schema, answer)).toBe(true);
      expect(takes(schema, { ...answer, more: 1 })).toBe(false);
    }
    expect(takes(healthSchema, { status: 'ill', time: '2026-01-01T00:00:00.000Z' })).toBe(false);
    expect(takes(presetListSchema, { presets: [{ ...preset, imagesPosition: 'middle' }] })).toBe(false);
    expect(takes(presetListSchema, { presets: [{ ...preset, placeholders: [{}] }] })).toBe(false);
    for (const [schema] of answers.slice(0, 5)) expect(takes(schema, {})).toBe(false);
  });
});
