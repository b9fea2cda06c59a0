/** What the parts of check-status need. */
import type { AdmissionDeps } from '#core/actions/admit-waiting.ts';
import type { Model } from '#core/ports/model.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';

/** What check-status needs. */
export interface CheckStatusDeps extends AdmissionDeps {
  readonly telemetry: Telemetry;
  readonly model: Pick<Model, 'getTask'>;
}
