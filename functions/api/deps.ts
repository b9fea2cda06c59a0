/** What the API needs. */

import type { WebhookAdminDeps } from '#core/actions/manage-webhooks.ts';
import type { StartEditConfig, StartEditDeps } from '#core/actions/open-edit.ts';
import type { Model } from '#core/ports/model.ts';

/** Settings of the API. */
export interface ApiConfig extends StartEditConfig {
  /** Slots, as deployed; the controls may override it. */
  readonly capacity: number;
  /** Version that the OpenAPI document names. */
  readonly version: string;
}

/** What the API needs. */
export interface ApiDeps extends Omit<StartEditDeps, 'config'> {
  readonly model: Pick<Model, 'getTask' | 'cancelTask'>;
  readonly webhooks: Pick<WebhookAdminDeps, 'store' | 'sender' | 'randomBytes' | 'allowPrivate'>;
  /** A new, unguessable name. */
  newId(): string;
  readonly config: ApiConfig;
}
