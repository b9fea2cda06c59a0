/** What each function is told through its environment: exactly the record that its env.ts declares. */

import { NAMESPACE } from './edit-metrics.ts';
import type { EditResources } from './edit-resources.ts';

/** Settings of an editor that its functions know. */
export interface EditSettings {
  /** Tells this editor's metrics and log lines from another's. */
  readonly service: string;
  readonly capacity: number;
  readonly imagesPerDay: number;
  readonly modelUrl?: string | undefined;
}

/** The environments by function. */
export const environments = (on: EditResources, settings: EditSettings) => {
  const common = {
    NODE_OPTIONS: '--enable-source-maps',
    POWERTOOLS_SERVICE_NAME: settings.service,
    POWERTOOLS_METRICS_NAMESPACE: NAMESPACE,
  };
  const all = {
    ...common,
    DARKROOM_TABLE: on.ledger.tableName,
    DARKROOM_UPLOADS_BUCKET: on.uploads.bucketName,
    DARKROOM_RESULTS_BUCKET: on.results.bucketName,
    DARKROOM_STATE_MACHINE_ARN: on.stateMachineArn,
    DARKROOM_EVENT_BUS: on.eventBus.eventBusName,
    DARKROOM_SECRET_ID: on.apiKey.secretArn,
    DARKROOM_CAPACITY: String(settings.capacity),
    DARKROOM_IMAGES_PER_DAY: String(settings.imagesPerDay),
    ...(settings.modelUrl === undefined ? {} : { DASHSCOPE_HTTP_BASE_URL: settings.modelUrl }),
  };
  return {
    startEdit: all,
    requestSlot: all,
    submit: all,
    checkStatus: all,
    persistResult: all,
    recordFailure: all,
    releaseSlot: all,
    sweep: all,
    api: all,
  };
};
