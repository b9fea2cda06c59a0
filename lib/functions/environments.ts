/** What each function is told through its environment: a variable for every setting that functions/environment/settings.ts lists for it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type SettingTexts, writeSettings } from '#functions/environment/read-settings.ts';
import * as settingsOf from '#functions/environment/settings.ts';
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
  readonly resultHosts?: readonly string[] | undefined;
}

/** An environment as Lambda takes it. */
export type Variables = Readonly<Record<string, string>>;

/** A function, named as its list in functions/environment/settings.ts. */
export type FunctionName = keyof typeof settingsOf;

/** The environments by function. */
export const environments = (on: EditResources, settings: EditSettings): Readonly<Record<FunctionName, Variables>> => {
  const texts: SettingTexts = {
    version: projectVersion(),
    tableName: on.ledger.tableName,
    uploadsBucket: on.uploads.bucketName,
    resultsBucket: on.results.bucketName,
    stateMachineArn: on.stateMachineArn,
    busName: on.eventBus.eventBusName,
    secretId: on.apiKey.secretArn,
    capacity: String(settings.capacity),
    imagesPerDay: String(settings.imagesPerDay),
    allowPrivateWebhooks: undefined,
    modelUrl: settings.modelUrl,
    modelRegion: undefined,
    modelWorkspace: undefined,
    httpsProxy: undefined,
    noProxy: undefined,
    resultHosts: settings.resultHosts?.join(','),
  };
  const every: Variables = {
    NODE_OPTIONS: '--enable-source-maps',
    POWERTOOLS_SERVICE_NAME: settings.service,
    POWERTOOLS_METRICS_NAMESPACE: NAMESPACE,
  };
  return Object.fromEntries(
    Object.entries(settingsOf).map(([name, rows]) => [name, { ...every, ...writeSettings(texts, rows) }]),
  ) as Record<FunctionName, Variables>;
};

const projectVersion = (): string => {
  const manifest = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as { readonly version: string };
  return manifest.version;
};
