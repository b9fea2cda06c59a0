import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_CAPACITY } from '#core/admission/pool.ts';
import { RESULT_HOSTS_ALLOWED } from '#core/service/result-hosts.ts';
import { type Environment, readSettings, type SettingTexts, writeSettings } from '#functions/environment/read-settings.ts';
import * as settingsOf from '#functions/environment/settings.ts';
import * as variables from '#functions/environment/variables.ts';
import { PROJECT } from '#test/architecture/sources.ts';

const ROWS = Object.entries(variables);
const REQUIRED = ROWS.flatMap(([setting, { name, optional }]) => (optional ? [] : [[name, setting] as const]));
const OPTIONAL = ROWS.flatMap(([setting, { name, optional }]) => (optional ? [[name, setting] as const] : []));

/** Every required variable, set to its own name. */
const FULL: Environment = Object.fromEntries(REQUIRED.map(([name]) => [name, name]));

const read = (env: Environment): Readonly<Record<string, unknown>> => readSettings({ ...FULL, ...env }, variables);

describe('a variable that must be set', () => {
  it.each(REQUIRED)('%s gives its text as %s', (name, setting) => {
    expect(read({})[setting]).toBe(name);
    expect(read({ [name]: ' as it is written ' })[setting]).toBe(' as it is written ');
  });

  it.each(REQUIRED)('%s is named when it is missing or empty, with who sets it', (name) => {
    for (const text of [undefined, '']) {
      expect(() => read({ [name]: text })).toThrow(`${name} is not set: the stack sets it on every function that needs it`);
    }
  });

  it('is set by the file that the message names', () => {
    const [, path = ''] = /\((.+)\)/.exec(messageOf(() => read({ DARKROOM_TABLE: '' }))) ?? [];
    expect(existsSync(join(PROJECT, path))).toBe(true);
  });
});

const messageOf = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    return String(error);
  }
  throw new Error('nothing was thrown');
};

const DEFAULTS: Readonly<Record<string, unknown>> = { capacity: DEFAULT_CAPACITY, allowPrivateWebhooks: false };

describe('a variable that may be left out', () => {
  it.each(OPTIONAL)('%s gives its default as %s, or nothing at all, when it is missing or empty', (name, setting) => {
    for (const text of [undefined, '']) {
      const settings = read({ [name]: text });
      expect(settings[setting]).toBe(DEFAULTS[setting]);
      expect(setting in settings).toBe(setting in DEFAULTS);
    }
  });

  it.each([
    ['DARKROOM_CAPACITY', '1', 'capacity', 1],
    ['DARKROOM_CAPACITY', '1000', 'capacity', 1000],
    ['DARKROOM_IMAGES_PER_DAY', '0', 'imagesPerDay', 0],
    ['DARKROOM_IMAGES_PER_DAY', '999999999', 'imagesPerDay', 999_999_999],
    ['DARKROOM_WEBHOOKS_ALLOW_PRIVATE', 'true', 'allowPrivateWebhooks', true],
    ['DARKROOM_WEBHOOKS_ALLOW_PRIVATE', 'false', 'allowPrivateWebhooks', false],
    ['DASHSCOPE_HTTP_BASE_URL', 'https://dashscope.aliyuncs.com/api/v1', 'modelUrl', 'https://dashscope.aliyuncs.com/api/v1'],
    ['DARKROOM_REGION', 'beijing', 'modelRegion', 'beijing'],
    ['DARKROOM_WORKSPACE_ID', 'llm-abc123', 'modelWorkspace', 'llm-abc123'],
    ['DARKROOM_RESULT_HOSTS', 'a.example.com, .B.example.com,a.example.com,', 'resultHosts', ['a.example.com', '.b.example.com']],
  ])('%s=%s is %s %j', (name, text, setting, value) => {
    expect(read({ [name]: text })[setting]).toEqual(value);
  });

  it.each([
    ['DARKROOM_CAPACITY', 'a whole number from 1 to 1000', ['0', '1001', '1.5', 'many', '-1', 'Infinity', '1e2', '0x10', ' 7']],
    ['DARKROOM_IMAGES_PER_DAY', 'a whole number from 0 to 999999999', ['1000000000', '-1', 'none', '1,000', 'NaN']],
    ['DARKROOM_WEBHOOKS_ALLOW_PRIVATE', 'true or false', ['yes', 'TRUE', '1', 'no']],
    [
      'DARKROOM_RESULT_HOSTS',
      RESULT_HOSTS_ALLOWED,
      ['https://a.example.com', '10.0.0.1', 'localhost', '.com', 'a.example.com, b'],
    ],
  ])('%s is refused unless it is %s', (name, allowed, texts) => {
    for (const text of texts) {
      expect(() => read({ [name]: text })).toThrow(`${name} is "${text}": set it to ${allowed}, or leave it out`);
    }
  });

  it.each([
    ['DARKROOM_CAPACITY', 'capacity', 1, 1000],
    ['DARKROOM_IMAGES_PER_DAY', 'imagesPerDay', 0, 999_999_999],
  ])('%s is a whole number in its range or a refusal that names it, whatever is written', (name, setting, min, max) => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ minLength: 1 }), fc.integer().map(String), fc.double().map(String)), (text) => {
        if (/^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max) {
          expect(read({ [name]: text })[setting]).toBe(Number(text));
        } else {
          expect(() => read({ [name]: text })).toThrow(`${name} is "${text}"`);
        }
      }),
    );
  });
});

const texts: fc.Arbitrary<SettingTexts> = fc.record({
  version: fc.string({ minLength: 1 }),
  tableName: fc.string({ minLength: 1 }),
  uploadsBucket: fc.string({ minLength: 1 }),
  resultsBucket: fc.string({ minLength: 1 }),
  stateMachineArn: fc.string({ minLength: 1 }),
  busName: fc.string({ minLength: 1 }),
  secretId: fc.string({ minLength: 1 }),
  capacity: fc.option(fc.integer({ min: 1, max: 1000 }).map(String), { nil: undefined }),
  imagesPerDay: fc.option(fc.nat({ max: 999_999_999 }).map(String), { nil: undefined }),
  allowPrivateWebhooks: fc.option(fc.boolean().map(String), { nil: undefined }),
  modelUrl: fc.option(fc.webUrl(), { nil: undefined }),
  modelRegion: fc.constantFrom('singapore', 'beijing', undefined),
  modelWorkspace: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  httpsProxy: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  noProxy: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  resultHosts: fc.constantFrom('a.example.com', '.example.com,b.example.org', undefined),
});

describe.each(Object.entries(settingsOf))('the settings of %s', (_name, rows) => {
  it('are what was written into its environment', () => {
    fc.assert(
      fc.property(texts, (written) => {
        const settings: Readonly<Record<string, unknown>> = readSettings(writeSettings(written, rows), rows);
        for (const [setting, text] of Object.entries(written).filter(([name]) => name in rows)) {
          expect(settings[setting]?.toString()).toBe(text ?? DEFAULTS[setting]?.toString());
        }
        expect(Object.keys(rows)).toEqual(expect.arrayContaining(Object.keys(settings)));
      }),
    );
  });

  it('are read from its own variables and no other', () => {
    const looked: string[] = [];
    const env = new Proxy<Record<string, string>>({}, { get: (_, name) => looked.push(String(name)) && FULL[String(name)] });
    readSettings(env, rows);
    expect(looked.sort()).toEqual(
      Object.values(rows)
        .map(({ name }) => name)
        .sort(),
    );
  });
});

describe('the table', () => {
  it('has each variable once', () => {
    const names = ROWS.map(([, { name }]) => name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('does not compile against texts that leave a required variable out, or name one that is not there', () => {
    const { tableName } = variables;
    const all: SettingTexts = { ...fc.sample(texts, 1)[0] } as SettingTexts;
    const { tableName: _, ...without } = all;
    // @ts-expect-error: the stack must say the name of the table
    expect(writeSettings(without, { tableName })).toEqual({});
    // @ts-expect-error: it may not be undefined either
    expect(writeSettings({ ...all, tableName: undefined }, { tableName })).toEqual({});
    // @ts-expect-error: a function cannot use a setting that it does not list
    expect(readSettings({ DARKROOM_TABLE: 'table' }, { tableName }).secretId).toBeUndefined();
  });
});
