/** The reference: pages that are made from the schemas and tables that the software itself works with. */
import * as z from 'zod/mini';
import { STATUS_TEXTS } from '#core/api/edit-view.ts';
import { openApiDocument } from '#core/api/openapi.ts';
import { EDIT_STATES } from '#core/edit/state.ts';
import { type EditEvent, eventOf, MOMENTS } from '#core/events/events.ts';
import { EVENT_NAMES, messageOf } from '#core/events/message.ts';
import { METRICS } from '#core/ports/telemetry.ts';
import { METADATA_NAMES } from '#core/request/metadata.ts';
import { presetSchema } from '#core/request/preset.ts';
import { editRequestSchema } from '#core/request/request.ts';
import { SERVICE_ERRORS } from '#core/service/error-codes.ts';
import { MEANINGS } from '#core/service/error-meanings.ts';
import { EXAMPLE_EDIT } from './example-edit.ts';
import { fieldTable, type JsonSchema, markdownTable, typeText } from './schema-tables.ts';
import { errorFacts, functionVariables } from './source-facts.ts';

/** One generated page. */
export interface Page {
  readonly path: string;
  readonly text: string;
}

const NOTE = '<!-- Made by npm run docs; change the sources instead. -->';
const page = (path: string, ...parts: readonly string[]): Page => ({ path, text: `${[NOTE, ...parts].join('\n\n')}\n` });
const jsonBlock = (value: unknown): string => `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
const schemaOf = (schema: z.core.$ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;

interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly description?: string;
    readonly required?: boolean;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: JsonSchema }>> };
  readonly responses: Readonly<
    Record<
      string,
      { readonly description: string; readonly content?: Readonly<Record<string, { readonly schema?: JsonSchema }>> }
    >
  >;
}

const apiPage = (): Page => {
  const document = openApiDocument({ version: '' }) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
    readonly components: { readonly schemas: Readonly<Record<string, JsonSchema>> };
  };
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => operationText(`${method.toUpperCase()} ${path}`, operation)),
  );
  const schemas = Object.entries(document.components.schemas).map(
    ([name, schema]) => `### ${name}\n\n${schema.properties === undefined ? typeText(schema) : fieldTable(schema)}`,
  );
  return page(
    'docs/reference/api.md',
    '# HTTP API',
    'The same on one machine (`http://127.0.0.1:4400`, for this machine only) and on AWS (the `ApiUrl` of the stack; calls are signed with Signature Version 4 for `execute-api`). The running API answers this as OpenAPI 3.1 at `/openapi.json`. On one machine there is also `GET /events`: server-sent events, with the messages of [events](events.md).',
    'Every error has the same shape, and its `code` is stable: see [errors](errors.md). Creating an edit is paid: send an `Idempotency-Key`, and a call whose answer was lost can be sent again.',
    '## Routes',
    ...operations,
    '## Shapes',
    ...schemas,
  );
};

const operationText = (title: string, { summary, parameters = [], requestBody, responses }: OpenApiOperation): string => {
  const body = requestBody?.content['application/json']?.schema;
  const rows = parameters.map(({ name, in: place, description = '' }) => [`\`${name}\``, place, description]);
  const answers = Object.entries(responses).map(([status, { description, content }]) => {
    const schema = content?.['application/json']?.schema;
    return [status, schema === undefined ? '' : typeText(schema), description];
  });
  return [
    `### \`${title}\``,
    summary,
    ...(rows.length === 0 ? [] : [markdownTable(['parameter', 'in', 'meaning'], rows)]),
    ...(body === undefined ? [] : [`Body: ${typeText(body)}`]),
    markdownTable(['status', 'body', 'meaning'], answers),
  ].join('\n\n');
};

const presetsPage = (): Page =>
  page(
    'docs/reference/presets.md',
    '# Fields of a preset',
    'A preset is `presets/<name>.json`; the name has lower-case letters, digits and dashes, at most 63. [How to write one](../how-to/presets.md). Editors complete and check with [preset.schema.json](preset.schema.json): put `"$schema": "<path or URL of it>"` into the file.',
    fieldTable(schemaOf(presetSchema)),
  );

const requestsPage = (): Page =>
  page(
    'docs/reference/requests.md',
    '# Fields of a request',
    'What `POST /edits` takes as its body, and what a file `requests/<name>.json` holds. Either a prompt or a preset must be there. Schema: [request.schema.json](request.schema.json).',
    fieldTable(schemaOf(editRequestSchema)),
    '## Metadata of an upload',
    `On S3 the same is written as \`x-amz-meta-<name>\`, percent-encoded where it is not ASCII; in a folder as a file \`<picture>.json\` beside the picture, with these names: ${METADATA_NAMES.map((name) => `\`${name}\``).join(', ')}, and \`value-<placeholder>\` for the placeholders of a preset.`,
    'What is written nearer to the image wins: metadata and request fields before a named preset, a named preset before that of the folder.',
  );

const eventsPage = (): Page => {
  const event = eventOf(EXAMPLE_EDIT) as EditEvent;
  return page(
    'docs/reference/events.md',
    '# Events',
    'On AWS on an EventBridge bus (source `darkroom`), on one machine at `GET /events`, and everywhere by [webhook](../webhooks.md). At least once, in no promised order. They hold ids and keys, never pictures, prompts or signed URLs.',
    markdownTable(
      ['state', 'EventBridge detail type', 'webhook and stream', 'meaning'],
      EDIT_STATES.filter((state) => state !== 'SUBMITTING').map((state) => [
        state,
        `\`${MOMENTS[state].detailType}\``,
        `\`${messageOf({ ...event, detailType: MOMENTS[state].detailType }).type}\``,
        STATUS_TEXTS[state],
      ]),
    ),
    `Webhooks choose by the word behind \`edit.\`: ${EVENT_NAMES.map((name) => `\`${name}\``).join(', ')}.`,
    '## On the bus',
    jsonBlock({ source: 'darkroom', 'detail-type': event.detailType, detail: event.detail }),
    '## As webhook and in the stream',
    jsonBlock(messageOf(event)),
    'Fields that do not apply are absent: `preset`, `taskId`, `imageCount`, `costUsd`, `retryOf`, and `problem` (`code`, `message`, `hint`) for edits that were refused or failed. `version` changes only when a consumer would have to.',
  );
};

const ON_ONE_MACHINE: readonly (readonly [string, string])[] = [
  ['DASHSCOPE_API_KEY', 'Key of Model Studio. Without it the simulator edits.'],
  [
    'DASHSCOPE_API_KEY_FILE_PATH',
    'A file that holds the key alone, read at every call; used when `DASHSCOPE_API_KEY` is not set.',
  ],
  ['DASHSCOPE_HTTP_BASE_URL', 'Base URL of the service. Default: the one of the region.'],
  ['DARKROOM_REGION', '`singapore` (default) or `beijing`; a key works in its own region only.'],
  ['DARKROOM_WORKSPACE_ID', 'Workspace of Model Studio, when the key needs one.'],
  ['HTTPS_PROXY', 'Proxy to Model Studio and its results, `http://host:port`; SOCKS is not spoken. Also in lower case.'],
  ['NO_PROXY', 'Hosts that are reached without it, separated by commas. This machine always is. Also in lower case.'],
  [
    'DARKROOM_RESULT_HOSTS',
    'Hosts that results may come from besides the storage of the service, between commas; `.example.com` allows all below it. Needed only when RESULT_URL_REFUSED names one.',
  ],
  ['DARKROOM_HOME', 'The folder that holds everything. Default `.darkroom`.'],
  ['PORT', 'Where `npm start` listens. Default 4400; 0: any free port.'],
  ['DARKROOM_CAPACITY', 'Edits that may be at the service at once, 1 to 1000. Default 7.'],
  ['DARKROOM_IMAGES_PER_DAY', 'Images a UTC day; 0 rejects everything. Default: no bound.'],
  ['DARKROOM_TOKEN', 'Command line with `--aws`: a bearer token instead of AWS credentials, for an API with a JWT issuer.'],
];

const environmentPage = (root: string): Page =>
  page(
    'docs/reference/environment.md',
    '# Variables of the environment',
    '## On one machine, and for the command line',
    markdownTable(
      ['variable', 'meaning'],
      ON_ONE_MACHINE.map(([name, meaning]) => [`\`${name}\``, meaning]),
    ),
    'With `--aws` the command line finds region and credentials as every AWS tool does: `AWS_PROFILE`, `AWS_REGION`, ...',
    '## Of the functions on AWS',
    'The stack sets all that are required, and of the others those that a deployment asks for: see [operations](../operations.md).',
    markdownTable(
      ['variable', 'meaning', 'may be', 'default', 'functions'],
      functionVariables(root).map(({ name, meaning, allowed = 'text', unset = 'none', functions }) => [
        `\`${name}\``,
        meaning,
        allowed,
        unset,
        functions.join(', '),
      ]),
    ),
  );

const metricsPage = (): Page =>
  page(
    'docs/reference/metrics.md',
    '# Metrics',
    'On AWS in CloudWatch, namespace `Darkroom`, each with the dimension `service` that tells one stack from another; the dashboard of the stack draws those of edits and [alarms](../operations.md#runbook) watch some. On one machine each is a line of `logs/darkroom.jsonl` in the home folder.',
    markdownTable(
      ['metric', 'unit', 'dimension', 'meaning'],
      Object.entries(METRICS).map(([name, { unit, dimensions, meaning }]) => [
        `\`${name}\``,
        unit === 'None' ? 'US dollars' : unit.toLowerCase(),
        dimensions.map((dimension) => `\`${dimension}\``).join(', '),
        meaning,
      ]),
    ),
    'A metric with a dimension is told by its values: `Edits` has one number for each `outcome`, a state of [events](events.md).',
  );

const errorsPage = (root: string): Page => {
  const meanings = Object.values(MEANINGS);
  const served = meanings.map((meaning) =>
    [...SERVICE_ERRORS]
      .filter(([, error]) => error.meaning === meaning)
      .map(([code]) => `\`${code}\``)
      .join(', '),
  );
  return page(
    'docs/reference/errors.md',
    '# Errors',
    'Everything that goes wrong is told in one shape, by the API, the events, the command line (`--json`) and in `edit.json`:',
    jsonBlock({
      error: { code: 'PRESET_NOT_FOUND', message: 'there is no preset "lightning"; did you mean "lighting"?', hint: '...' },
    }),
    '`code` is stable: decide on it, never on the message. The message says what happened to which object, the hint what to do next. Statuses of the API: 400 not acceptable, 404 no such thing, 409 not in this state, 413 too large, 415 not JSON, 422 the edit was refused (and is recorded as REJECTED, free), 429 the budget is used up, 503 try again.',
    '## Codes and what to do',
    markdownTable(
      ['code', 'what to do'],
      errorFacts(root).map(({ code, hints }) => [`\`${code}\``, hints.join(' / ') || 'The hint that comes with it says.']),
    ),
    '## What the service says, and what it becomes',
    markdownTable(
      ['becomes', 'from the codes of Model Studio', 'what to do'],
      meanings.map((meaning, index) => [`\`${meaning.code}\``, served[index] || 'any other code', meaning.hint]),
    ),
  );
};

/** Every page of the reference, and the schemas beside them. */
export const referencePages = (root: string): readonly Page[] => [
  apiPage(),
  presetsPage(),
  requestsPage(),
  eventsPage(),
  environmentPage(root),
  metricsPage(),
  errorsPage(root),
  { path: 'docs/reference/preset.schema.json', text: `${JSON.stringify(schemaOf(presetSchema), null, 2)}\n` },
  { path: 'docs/reference/request.schema.json', text: `${JSON.stringify(schemaOf(editRequestSchema), null, 2)}\n` },
];
