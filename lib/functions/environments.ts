/** What each function is told through its environment: exactly the record that its env.ts declares, or this file does not compile. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { ApiEnv } from '#functions/api/env.ts';
import type { CheckStatusEnv } from '#functions/check-status/env.ts';
import type { DeliverWebhookEnv } from '#functions/deliver-webhook/env.ts';
import type { ExecutionEndedEnv } from '#functions/execution-ended/env.ts';
import type { PersistResultEnv } from '#functions/persist-result/env.ts';
import type { RecordFailureEnv } from '#functions/record-failure/env.ts';
import type { RequestSlotEnv } from '#functions/request-slot/env.ts';
import type { StartEditEnv } from '#functions/start-edit/env.ts';
import type { SubmitEnv } from '#functions/submit/env.ts';
import type { SweepEnv } from '#functions/sweep/env.ts';
import { NAMESPACE } from '../observability/edit-metrics.ts';
import { PROJECT_ROOT } from './bundle-options.ts';
import type { EditResources } from './edit-resources.ts';

/** Settings of an editor that its functions know. */
export interface EditSettings {
  /** Tells this editor's metrics and log lines from another's. */
  readonly service: string;
  readonly capacity: number;
  readonly imagesPerDay: number;
  readonly modelUrl?: string | undefined;
}

/** An environment as Lambda takes it. */
export type Variables = Readonly<Record<string, string>>;

/** The environments by function. */
export const environments = (on: EditResources, settings: EditSettings) => {
  const table = { DARKROOM_TABLE: on.ledger.tableName };
  const buckets = { DARKROOM_UPLOADS_BUCKET: on.uploads.bucketName, DARKROOM_RESULTS_BUCKET: on.results.bucketName };
  const workflow = { DARKROOM_STATE_MACHINE_ARN: on.stateMachineArn, DARKROOM_CAPACITY: String(settings.capacity) };
  const events = { DARKROOM_EVENT_BUS: on.eventBus.eventBusName };
  const budget = { DARKROOM_IMAGES_PER_DAY: String(settings.imagesPerDay) };
  const model = {
    DARKROOM_SECRET_ID: on.apiKey.secretArn,
    ...omitUndefined({ DASHSCOPE_HTTP_BASE_URL: settings.modelUrl }),
  };
  const version = { DARKROOM_VERSION: projectVersion() };
  const every = {
    NODE_OPTIONS: '--enable-source-maps',
    POWERTOOLS_SERVICE_NAME: settings.service,
    POWERTOOLS_METRICS_NAMESPACE: NAMESPACE,
  };
  return {
    startEdit: { ...every, ...({ ...table, ...buckets, ...workflow, ...events, ...budget } satisfies StartEditEnv) },
    requestSlot: { ...every, ...({ ...table, ...workflow } satisfies RequestSlotEnv) },
    submit: { ...every, ...({ ...table, ...buckets, ...workflow, ...events, ...model } satisfies SubmitEnv) },
    checkStatus: { ...every, ...({ ...table, ...workflow, ...model } satisfies CheckStatusEnv) },
    persistResult: { ...every, ...({ ...table, ...buckets, ...workflow, ...events, ...model } satisfies PersistResultEnv) },
    recordFailure: { ...every, ...({ ...table, ...workflow, ...events } satisfies RecordFailureEnv) },
    executionEnded: { ...every, ...({ ...table, ...workflow, ...events, ...model } satisfies ExecutionEndedEnv) },
    sweep: { ...every, ...({ ...table, ...workflow, ...events, ...model } satisfies SweepEnv) },
    api: { ...every, ...({ ...version, ...table, ...buckets, ...workflow, ...events, ...model, ...budget } satisfies ApiEnv) },
    deliverWebhook: { ...every, ...(table satisfies DeliverWebhookEnv) },
  } satisfies Record<string, Variables>;
};

const projectVersion = (): string => {
  const manifest = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as { readonly version: string };
  return manifest.version;
};
