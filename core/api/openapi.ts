/**
 * The OpenAPI 3.1 document, made from the same schemas that check what arrives. Ours, not zod-openapi: the table OPERATIONS also makes
 * the router, the client's types and the reference page, and the document is the smallest of these.
 */
import * as z from 'zod/mini';
import { controlsSchema } from '../admission/controls-schema.ts';
import { editRequestSchema } from '../request/request.ts';
import { endpointRequestSchema } from '../webhooks/endpoint.ts';
import { deliveryViewSchema, endpointViewSchema, endpointWithSecretSchema } from '../webhooks/views.ts';
import {
  budgetViewSchema,
  editListSchema,
  errorBodySchema,
  healthSchema,
  presetListSchema,
  presetViewSchema,
  retryBodySchema,
  uploadBodySchema,
  uploadGrantSchema,
} from './bodies.ts';
import { editViewSchema, imageViewSchema, problemSchema, resultViewSchema } from './edit-schema.ts';
import type { Operation } from './operation.ts';
import { OPERATIONS } from './operations.ts';
import { deliveryListSchema, endpointListSchema } from './webhook-operations.ts';

/** Schemas that the document names; every other schema is written where it is used. */
const NAMED: readonly (readonly [string, z.core.$ZodType])[] = [
  ['EditRequest', editRequestSchema],
  ['Edit', editViewSchema],
  ['EditList', editListSchema],
  ['Image', imageViewSchema],
  ['Result', resultViewSchema],
  ['Problem', problemSchema],
  ['Error', errorBodySchema],
  ['Retry', retryBodySchema],
  ['Upload', uploadBodySchema],
  ['UploadGrant', uploadGrantSchema],
  ['Preset', presetViewSchema],
  ['PresetList', presetListSchema],
  ['Controls', controlsSchema],
  ['Budget', budgetViewSchema],
  ['WebhookRequest', endpointRequestSchema],
  ['Webhook', endpointViewSchema],
  ['WebhookWithSecret', endpointWithSecretSchema],
  ['WebhookList', endpointListSchema],
  ['Delivery', deliveryViewSchema],
  ['DeliveryList', deliveryListSchema],
  ['Health', healthSchema],
];

const ERRORS: Readonly<Record<number, string>> = {
  400: 'The request is not acceptable.',
  404: 'There is nothing of this id.',
  409: 'This cannot be done in the present state.',
  413: 'The body is too large.',
  415: 'The body is not JSON.',
  422: 'The edit was refused (and recorded as REJECTED), or the Idempotency-Key belongs to another request.',
  429: 'The budget is used up.',
  500: 'A mistake of ours; it is logged.',
  503: 'A part is not reachable for the moment; try again.',
};

type Json = Readonly<Record<string, unknown>>;

/** The document. `version` is that of the package. */
export const openApiDocument = ({ version }: { readonly version: string }): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'Darkroom',
    version,
    description: 'Edits pictures by instruction with Wan2.5. Each picture that is made is paid; everything else is free.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  paths: paths(),
  components: { schemas: namedSchemas() },
});

const namedSchemas = (): Json => {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of NAMED) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: (id) => `#/components/schemas/${id}`,
    // Stryker disable next-line StringLiteral: equivalent - every schema of today can be represented
    unrepresentable: 'any',
    // Stryker disable next-line StringLiteral: equivalent - what arrives and what is answered have the same form today
    io: 'input',
  });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, withoutIds(schema)]));
};

const withoutIds = (schema: object): Json =>
  Object.fromEntries(Object.entries(schema).filter(([name]) => name !== '$schema' && name !== '$id'));

const refTo = (schema: z.core.$ZodType): Json => {
  // Stryker disable next-line OptionalChaining: equivalent - every schema that is used has a name today
  const name = NAMED.find(([, named]) => named === schema)?.[0];
  // Stryker disable next-line ConditionalExpression,ObjectLiteral,StringLiteral: equivalent - every schema that is used has a name today
  return name === undefined ? withoutIds(z.toJSONSchema(schema, { io: 'input' })) : { $ref: `#/components/schemas/${name}` };
};

const paths = (): Json => {
  const all: Record<string, Record<string, unknown>> = {};
  for (const [operationId, operation] of Object.entries(OPERATIONS)) {
    const methods = all[operation.path] ?? {};
    methods[operation.method.toLowerCase()] = { operationId, ...operationObject(operation) };
    all[operation.path] = methods;
  }
  return all;
};

const operationObject = (operation: Operation): Json => {
  const parameters = parametersOf(operation);
  return {
    summary: operation.summary,
    ...(parameters.length === 0 ? {} : { parameters }),
    ...(operation.body === undefined
      ? {}
      : {
          requestBody: {
            required: operation.bodyOptional !== true,
            content: { 'application/json': { schema: refTo(operation.body) } },
          },
        }),
    responses: responsesOf(operation),
  };
};

const parametersOf = ({ path, query, idempotencyKey }: Operation): readonly Json[] => {
  const properties = (z.toJSONSchema(query, { io: 'input' }).properties ?? {}) as Readonly<
    Record<string, { description?: string }>
  >;
  return [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...Object.entries(properties).map(([name, { description, ...schema }]) => ({ name, in: 'query', description, schema })),
    ...(idempotencyKey === true
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            description: 'The same key with the same body answers the same edit.',
            schema: { type: 'string', maxLength: 255 },
          },
        ]
      : []),
  ];
};

const responsesOf = ({ answers, errors, path, body }: Operation): Json => {
  const statuses = [400, ...(path.includes('{id}') ? [404] : []), ...(body === undefined ? [] : [413, 415]), ...errors, 500, 503];
  const content = (schema: Json) => ({ content: { 'application/json': { schema } } });
  return Object.fromEntries([
    ...Object.entries(answers).map(([status, { description, schema }]) => [
      status,
      { description, ...(status === '204' ? {} : content(schema === undefined ? {} : refTo(schema))) },
    ]),
    ...statuses.map((status) => [
      String(status),
      // Stryker disable next-line StringLiteral: equivalent - every status that is answered has a text
      { description: ERRORS[status] ?? 'Refused.', ...content({ $ref: '#/components/schemas/Error' }) },
    ]),
  ]);
};
