import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPACITY } from '#core/admission/admission.ts';
import { readEnv as api } from '#functions/api/env.ts';
import { readEnv as checkStatus } from '#functions/check-status/env.ts';
import { readEnv as deliverWebhook } from '#functions/deliver-webhook/env.ts';
import { capacityOf, type Environment, imagesPerDayOf } from '#functions/environment.ts';
import { readEnv as executionEnded } from '#functions/execution-ended/env.ts';
import { readEnv as persistResult } from '#functions/persist-result/env.ts';
import { readEnv as recordFailure } from '#functions/record-failure/env.ts';
import { readEnv as requestSlot } from '#functions/request-slot/env.ts';
import { readEnv as startEdit } from '#functions/start-edit/env.ts';
import { readEnv as submit } from '#functions/submit/env.ts';
import { readEnv as sweep } from '#functions/sweep/env.ts';
import { allowPrivateOf } from '#functions/webhook-environment.ts';

const FULL = {
  DARKROOM_VERSION: '1.2.3',
  DARKROOM_TABLE: 'table',
  DARKROOM_UPLOADS_BUCKET: 'uploads',
  DARKROOM_RESULTS_BUCKET: 'results',
  DARKROOM_STATE_MACHINE_ARN: 'arn',
  DARKROOM_EVENT_BUS: 'bus',
  DARKROOM_SECRET_ID: 'secret',
};

const [TABLE, BUCKETS, MACHINE, BUS, SECRET] = [
  ['DARKROOM_TABLE'],
  ['DARKROOM_UPLOADS_BUCKET', 'DARKROOM_RESULTS_BUCKET'],
  ['DARKROOM_STATE_MACHINE_ARN'],
  ['DARKROOM_EVENT_BUS'],
  ['DARKROOM_SECRET_ID'],
];

const FUNCTIONS: readonly (readonly [string, (env: Environment) => object, readonly string[]])[] = [
  ['api', api, ['DARKROOM_VERSION', ...TABLE, ...BUCKETS, ...MACHINE, ...BUS, ...SECRET]],
  ['check-status', checkStatus, [...TABLE, ...MACHINE, ...SECRET]],
  ['deliver-webhook', deliverWebhook, TABLE],
  ['persist-result', persistResult, [...TABLE, ...BUCKETS, ...MACHINE, ...BUS, ...SECRET]],
  ['record-failure', recordFailure, [...TABLE, ...MACHINE, ...BUS]],
  ['execution-ended', executionEnded, [...TABLE, ...MACHINE, ...BUS, ...SECRET]],
  ['request-slot', requestSlot, [...TABLE, ...MACHINE]],
  ['start-edit', startEdit, [...TABLE, ...BUCKETS, ...MACHINE, ...BUS]],
  ['submit', submit, [...TABLE, ...BUCKETS, ...MACHINE, ...BUS, ...SECRET]],
  ['sweep', sweep, [...TABLE, ...MACHINE, ...BUS, ...SECRET]],
];

describe.each(FUNCTIONS)('the environment of %s', (_name, read, needed) => {
  it('gives every value that the stack sets', () => {
    const values = Object.values(read(FULL));
    for (const name of needed) expect(values).toContain(FULL[name as keyof typeof FULL]);
  });

  it.each(needed)('names %s when it is missing or empty, and who sets it', (name) => {
    for (const value of [undefined, '']) {
      expect(() => read({ ...FULL, [name]: value })).toThrow(`${name} is not set: the stack sets it`);
    }
  });

  it('needs nothing else', () => {
    const env = Object.fromEntries(needed.map((name) => [name, 'x']));
    expect(() => read(env)).not.toThrow();
  });
});

describe('the capacity', () => {
  it('is the default when nobody says, else a whole number from 1 to 1000', () => {
    expect(capacityOf({})).toBe(DEFAULT_CAPACITY);
    expect(capacityOf({ DARKROOM_CAPACITY: '' })).toBe(DEFAULT_CAPACITY);
    expect(capacityOf({ DARKROOM_CAPACITY: '1000' })).toBe(1000);
    for (const text of ['0', '1001', '1.5', 'many', '-1', 'Infinity']) {
      expect(() => capacityOf({ DARKROOM_CAPACITY: text })).toThrow(`DARKROOM_CAPACITY is "${text}"`);
    }
  });
});

describe('the images a day', () => {
  it('have no bound when nobody says, and may be none at all', () => {
    expect(imagesPerDayOf({})).toEqual({});
    expect(imagesPerDayOf({ DARKROOM_IMAGES_PER_DAY: '' })).toEqual({});
    expect(imagesPerDayOf({ DARKROOM_IMAGES_PER_DAY: '0' })).toEqual({ imagesPerDay: 0 });
  });

  it('are a whole number or a clear refusal, never a budget that is not one', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.integer().map(String)), (text) => {
        const read = (): { readonly imagesPerDay?: number } => imagesPerDayOf({ DARKROOM_IMAGES_PER_DAY: text });
        if (/^\d{1,9}$/.test(text)) expect(Number.isSafeInteger(read().imagesPerDay)).toBe(true);
        else expect(read).toThrow('DARKROOM_IMAGES_PER_DAY is');
      }),
    );
  });
});

describe('private webhook addresses', () => {
  it('are refused unless they are allowed in so many words', () => {
    expect([undefined, '', 'false', 'true'].map((text) => allowPrivateOf({ DARKROOM_WEBHOOKS_ALLOW_PRIVATE: text }))).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect(() => allowPrivateOf({ DARKROOM_WEBHOOKS_ALLOW_PRIVATE: 'yes' })).toThrow('set it to true or false');
  });
});
