/** The metrics that the functions emit (core/actions/measure-outcome.ts), as CloudWatch knows them. */
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS } from '#core/actions/measure-outcome.ts';
import type { EditState } from '#core/edit/edit.ts';

/** Namespace of every metric. */
export const NAMESPACE = 'Darkroom';

/** Metrics of one editor, told apart by the `service` dimension that Powertools puts on each. */
export const editMetrics = (service: string) => {
  const metric = (
    metricName: string,
    statistic: string,
    minutes = 5,
    dimensions: Readonly<Record<string, string>> = {},
  ): Metric =>
    new Metric({
      namespace: NAMESPACE,
      metricName,
      dimensionsMap: { service, ...dimensions },
      statistic,
      period: Duration.minutes(minutes),
    });
  return {
    /** Edits that ended so, counted over this many minutes. */
    ended: (outcome: EditState, minutes = 5) => metric(METRICS.edits, Stats.SUM, minutes, { outcome }),
    images: metric(METRICS.images, Stats.SUM),
    imagesPerDay: metric(METRICS.images, Stats.SUM, 24 * 60),
    cost: metric(METRICS.cost, Stats.SUM),
    queueSeconds: (statistic: string) => metric(METRICS.queueSeconds, statistic),
    modelSeconds: (statistic: string) => metric(METRICS.modelSeconds, statistic),
    detectionLag: (statistic: string) => metric(METRICS.detectionLagSeconds, statistic),
    persistSeconds: (statistic: string) => metric(METRICS.persistSeconds, statistic),
  };
};
/** Answer of {@link editMetrics}. */
export type EditMetrics = ReturnType<typeof editMetrics>;
