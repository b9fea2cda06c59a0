/** The HTTP API over fakes: calls as API Gateway makes them. */
import type { Edit } from '#core/edit/edit.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { TaskReport } from '#core/service/task.ts';
import { type ApiConfig, createHandler } from '#functions/api/handler.ts';
import { createMemoryLedger } from '#test/support/memory-ledger.ts';
import { createMemoryStore, streamOf } from '#test/support/memory-store.ts';
import { createMemoryWebhooks } from '#test/support/memory-webhooks.ts';
import { pngFile } from '#test/support/pictures/picture-files.ts';
import { createRecordingPublisher } from '#test/support/recording-publisher.ts';
import { createRecordingTelemetry } from '#test/support/recording-telemetry.ts';
import { createRecordingWorkflow } from '#test/support/recording-workflow.ts';
import { createVirtualClock } from '#test/support/virtual-clock.ts';
import { createRecordingSender } from '#test/support/webhooks.ts';

/** One call: its body (JSON, or a text as it is), headers and query. */
export interface ApiCall {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  readonly query?: Record<string, string>;
}

/** An API over fakes with one picture, `inputs/a.png`. `report`: what the service says of any task. */
export const createApi = async ({
  config = {},
  report = { status: 'RUNNING', times: {} } as TaskReport,
  wrapLedger = (ledger: Ledger): Ledger => ledger,
}: {
  config?: Partial<ApiConfig>;
  report?: TaskReport;
  wrapLedger?: (ledger: Ledger) => Ledger;
} = {}) => {
  const clock = createVirtualClock();
  const store = createMemoryStore({ clock, linkBase: 'https://pictures.example' });
  const ledger = createMemoryLedger();
  const workflow = createRecordingWorkflow();
  const publisher = createRecordingPublisher();
  const telemetry = createRecordingTelemetry();
  const canceled: string[] = [];
  let ids = 0;
  const handler = createHandler({
    ledger: wrapLedger(ledger),
    store,
    workflow,
    publisher,
    clock,
    telemetry,
    model: {
      getTask: async () => report,
      cancelTask: async (taskId) => {
        canceled.push(taskId);
        return 'canceled';
      },
    },
    webhooks: {
      store: createMemoryWebhooks(),
      sender: createRecordingSender(() => ({ kind: 'answered', status: 204 })),
      randomBytes: (length) => new Uint8Array(length),
      allowPrivate: false,
    },
    newId: () => `id-${++ids}`,
    config: { capacity: 7, version: '1.2.3', ...config },
  });
  await store.put('inputs/a.png', streamOf(pngFile()), { mediaType: 'image/png' });
  const raw = (method: string, path: string, { body, headers = {}, query = {} }: ApiCall = {}) =>
    handler({
      rawPath: path,
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
      isBase64Encoded: false,
      requestContext: { http: { method, path } },
      queryStringParameters: query,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
  const call = async (method: string, path: string, given: ApiCall = {}) => {
    const { statusCode, headers, body } = await raw(method, path, given);
    return { status: statusCode, headers, body: body === '' ? undefined : JSON.parse(body) };
  };
  const keep = async (edit: Edit): Promise<Edit> => {
    await ledger.claim(edit, {});
    return edit;
  };
  return { clock, store, ledger, workflow, publisher, telemetry, canceled, handler, raw, call, keep };
};

/** An order that the API takes. */
export const EDIT_REQUEST = { prompt: 'Add a clock', images: ['inputs/a.png'], n: 2 };
