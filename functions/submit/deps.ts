/** What the parts of submit need. */
import type { AdmissionDeps } from '#core/actions/admit-waiting.ts';
import type { EventPublisher } from '#core/ports/event-publisher.ts';
import type { Model } from '#core/ports/model.ts';
import type { Store } from '#core/ports/store.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';

/** What submit needs. */
export interface SubmitDeps extends AdmissionDeps {
  readonly store: Pick<Store, 'link' | 'open'>;
  readonly model: Pick<Model, 'ready' | 'createTask' | 'uploadPicture' | 'listTasks' | 'getTask'>;
  readonly publisher: EventPublisher;
  readonly telemetry: Telemetry;
}
