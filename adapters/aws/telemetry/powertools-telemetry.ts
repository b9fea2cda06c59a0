/** Structured log lines and CloudWatch metrics (embedded metric format) by Powertools. */
import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics } from '@aws-lambda-powertools/metrics';
import { METRICS, type Telemetry } from '#core/ports/telemetry.ts';

/** Which step speaks. */
export interface PowertoolsTelemetryOptions {
  /** Name of the function's folder, on every log line. */
  readonly step: string;
}

/**
 * Telemetry on Lambda. Service name and metric namespace come from Powertools' own environment (`POWERTOOLS_SERVICE_NAME`,
 * `POWERTOOLS_METRICS_NAMESPACE`), which the stack sets per editor, so that two stages do not mix. The edit id becomes
 * `correlation_id`. A step is no dimension of a metric: it would multiply what each metric costs and split every alarm.
 */
export const createPowertoolsTelemetry = ({ step }: PowertoolsTelemetryOptions): Telemetry => {
  const logger = new Logger({ persistentKeys: { step } });
  const metrics = new Metrics();
  return {
    log: (level, event, { editId, ...fields }) => {
      logger[level](event, { ...fields, ...(editId === undefined ? {} : { correlation_id: String(editId), editId }) });
    },
    measure: (name, value, dimensions) => {
      const single = metrics.singleMetric();
      if (dimensions !== undefined) single.addDimensions({ ...dimensions });
      single.addMetric(name, METRICS[name].unit, value);
    },
  };
};
