/** The metrics that the functions emit (core/measure-outcome.ts), as CloudWatch knows them. */
import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats, Unit } from 'aws-cdk-lib/aws-cloudwatch';
import type { EditState } from '#core/edit.ts';
import { METRICS } from '#core/measure-outcome.ts';

/** Namespace of every metric. */
export const NAMESPACE = 'Darkroom';

/** Metrics of one editor, told apart by the `service` dimension that Powertools puts on each. */
export const editMetrics = (service: string) => {
  const metric = (metricName: string, statistic: string, unit: Unit, dimensions: Readonly<Record<string, string>> = {}): Metric =>
    new Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { service, ...dimensions },
      statistic,
      unit,
      period: Duration.minutes(5),
      label: metricName,
    });
  const ended = (outcome: EditState): Metric =>
    metric(METRICS.edits, Stats.SUM, Unit.COUNT, { outcome }).with({ label: outcome.toLowerCase() });
  return {
    ended,
    images: metric(METRICS.images, Stats.SUM, Unit.COUNT),
    cost: metric(METRICS.cost, Stats.SUM, Unit.NONE),
    imagesPerDay: metric(METRICS.images, Stats.SUM, Unit.COUNT).with({ period: Duration.days(1) }),
    queueSeconds: (statistic: string) => metric(METRICS.queueSeconds, statistic, Unit.SECONDS),
    modelSeconds: (statistic: string) => metric(METRICS.modelSeconds, statistic, Unit.SECONDS),
    detectionLag: (statistic: string) => metric(METRICS.detectionLagSeconds, statistic, Unit.SECONDS),
    persistSeconds: (statistic: string) => metric(METRICS.persistSeconds, statistic, Unit.SECONDS),
    /** Share of the edits that ended badly, in percent. */
    failedShare: new MathExpression({
      expression: '100 * failed / (failed + partial + succeeded)',
      usingMetrics: { failed: ended('FAILED'), partial: ended('PARTIAL'), succeeded: ended('SUCCEEDED') },
      label: 'failed, %',
      period: Duration.minutes(15),
    }),
  };
};
/** Answer of {@link editMetrics}. */
export type EditMetrics = ReturnType<typeof editMetrics>;
