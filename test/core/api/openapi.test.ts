import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { openApiDocument } from '#core/api/openapi.ts';
import { OPERATIONS } from '#core/api/operations.ts';

const schema = z.record(z.string(), z.unknown());
const media = z.strictObject({ 'application/json': z.strictObject({ schema }) });
const operation = z.strictObject({
  operationId: z.string(),
  summary: z.string(),
  parameters: z.optional(
    z.array(
      z.strictObject({
        name: z.string(),
        in: z.string(),
        required: z.optional(z.boolean()),
        description: z.optional(z.string()),
        schema,
      }),
    ),
  ),
  requestBody: z.optional(z.strictObject({ required: z.boolean(), content: media })),
  responses: z.record(z.string(), z.strictObject({ description: z.string(), content: z.optional(media) })),
});
const shape = z.strictObject({
  openapi: z.string(),
  info: z.strictObject({
    title: z.string(),
    version: z.string(),
    description: z.string(),
    license: z.strictObject({ name: z.string(), identifier: z.string() }),
  }),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.strictObject({ schemas: z.record(z.string(), schema) }),
});

/** Made anew in every test: a document that cannot be made is a failed test, not a file that cannot be loaded. */
const made = () => shape.parse(JSON.parse(JSON.stringify(openApiDocument({ version: '1.2.3' }))));

const all = () =>
  Object.entries(made().paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ path, method, ...described })),
  );
const of = (id: keyof typeof OPERATIONS) => {
  const found = all().find(({ operationId }) => operationId === id);
  if (found === undefined) throw new Error(`${id} is not in the document`);
  return found;
};
const REF = '#/components/schemas/';

describe('the OpenAPI document', () => {
  it('says what it is', () => {
    expect(made().openapi).toBe('3.1.0');
    expect(made().info).toMatchObject({ title: 'Darkroom', version: '1.2.3', license: { name: 'MIT', identifier: 'MIT' } });
  });

  it('has every route once, under its path and method', () => {
    const routes = Object.entries(OPERATIONS).map(([id, { path, method }]) => [id, path, method.toLowerCase()]);
    expect(
      all()
        .map(({ operationId, path, method }) => [operationId, path, method])
        .sort(),
    ).toEqual(routes.sort());
  });

  it('names schemas that resolve, and none that nobody uses', () => {
    const text = JSON.stringify(made());
    const used = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map(([, name]) => name);
    const named = Object.keys(made().components.schemas);
    expect([...new Set(used)].filter((name) => !named.includes(name ?? ''))).toEqual([]);
    expect(named.sort()).toEqual([
      'Budget',
      'Controls',
      'Delivery',
      'DeliveryList',
      'Edit',
      'EditList',
      'EditRequest',
      'Error',
      'Health',
      'Image',
      'Preset',
      'PresetList',
      'Problem',
      'Result',
      'Retry',
      'Upload',
      'UploadGrant',
      'Webhook',
      'WebhookList',
      'WebhookRequest',
      'WebhookWithSecret',
    ]);
    expect([...new Set(used)].sort()).toEqual(
      expect.arrayContaining(['Budget', 'Delivery', 'Edit', 'Image', 'Problem', 'Result', 'Webhook']),
    );
    expect(text).not.toMatch(/"\$(id|schema)"/);
  });

  it('describes what arrives, before defaults are filled in', () => {
    expect(made().components.schemas.EditRequest).toMatchObject({ type: 'object', required: ['images'] });
  });

  it('describes one schema in words of another by its name', () => {
    const { EditList, WebhookList, DeliveryList } = made().components.schemas;
    expect(EditList).toMatchObject({ properties: { edits: { items: { $ref: `${REF}Edit` } } } });
    expect(WebhookList).toMatchObject({ properties: { webhooks: { items: { $ref: `${REF}Webhook` } } } });
    expect(DeliveryList).toMatchObject({ properties: { deliveries: { items: { $ref: `${REF}Delivery` } } } });
  });
});

describe('a route in the document', () => {
  it('takes its body as JSON, by the name of its schema', () => {
    expect(of('createEdit').requestBody).toEqual({
      required: true,
      content: { 'application/json': { schema: { $ref: `${REF}EditRequest` } } },
    });
    expect(of('retryEdit').requestBody?.required).toBe(false);
    expect(of('listEdits')).not.toHaveProperty('requestBody');
  });

  it('has its parameters: of the path, of the query, and the Idempotency-Key', () => {
    expect(of('redeliver').parameters).toEqual([
      { name: 'id', in: 'path', required: true, schema: { type: 'string' } },
      { name: 'deliveryId', in: 'path', required: true, schema: { type: 'string' } },
    ]);
    expect(of('listEdits').parameters?.map(({ name, in: place }) => [name, place])).toEqual([
      ['state', 'query'],
      ['search', 'query'],
      ['limit', 'query'],
      ['cursor', 'query'],
    ]);
    const [state] = of('listEdits').parameters ?? [];
    expect(state).toMatchObject({
      description: expect.stringMatching(/\w/),
      schema: { enum: expect.arrayContaining(['FAILED']) },
    });
    expect(state?.schema).not.toHaveProperty('description');
    expect(of('createEdit').parameters).toEqual([
      {
        name: 'Idempotency-Key',
        in: 'header',
        description: expect.stringMatching(/\w/),
        schema: { type: 'string', maxLength: 255 },
      },
    ]);
    expect(of('getHealth')).not.toHaveProperty('parameters');
  });

  it('answers with its own schema, and with an error of the common form', () => {
    const { responses } = of('createEdit');
    const error = { 'application/json': { schema: { $ref: `${REF}Error` } } };
    expect(responses['202']?.content).toEqual({ 'application/json': { schema: { $ref: `${REF}Edit` } } });
    expect(Object.keys(of('listEdits').responses)).toEqual(['200', '400', '500', '503']);
    expect(of('listEdits').responses['200']?.content).toEqual({ 'application/json': { schema: { $ref: `${REF}EditList` } } });
    expect(of('listWebhooks').responses['200']?.content).toEqual({
      'application/json': { schema: { $ref: `${REF}WebhookList` } },
    });
    expect(Object.keys(responses)).toEqual(['200', '202', '400', '413', '415', '422', '429', '500', '503']);
    for (const status of ['400', '413', '415', '422', '429', '500', '503']) expect(responses[status]?.content).toEqual(error);
  });

  it('answers 404 exactly where it is about one thing, and has no content where there is none', () => {
    for (const { operationId, path, responses } of all()) {
      expect([operationId, '404' in responses]).toEqual([operationId, path.includes('{id}')]);
    }
    expect(of('deleteWebhook').responses['204']).not.toHaveProperty('content');
    expect(of('getOpenApi').responses['200']?.content).toEqual({ 'application/json': { schema: {} } });
  });

  it('has a description of its own for every status', () => {
    const texts = new Map<string, Set<string>>();
    for (const { responses } of all()) {
      for (const [status, { description }] of Object.entries(responses)) {
        if (Number(status) >= 400) texts.set(status, (texts.get(status) ?? new Set()).add(description));
      }
    }
    expect([...texts.keys()].sort()).toEqual(['400', '404', '409', '413', '415', '422', '429', '500', '503']);
    const different = new Set([...texts.values()].flatMap((set) => [...set]));
    expect(different.size).toBe(9);
    for (const text of different) expect(text).toMatch(/\w{2}.*\./);
  });
});
