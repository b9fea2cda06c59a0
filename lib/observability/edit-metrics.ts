/** The metrics that the functions emit (core/ports/telemetry.ts), as CloudWatch knows them. */
import { Duration } from 'aws-cdk-lib';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { EditState } from '#core/edit/state.ts';
import type { DimensionsOf, MetricName } from '#core/ports/telemetry.ts';

/** Namespace of every metric. */
export const NAMESPACE = 'Darkroom';

/** Metrics of one editor, told apart by the `service` dimension that Powertools puts on each. */
export const editMetrics = (service: string) => {
  const metric = <Name extends MetricName>(
    metricName: Name,
    statistic: string,
    minutes = 5,
    dimensions?: DimensionsOf<Name>,
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
    ended: (outcome: EditState, minutes = 5) => metric('Edits', Stats.SUM, minutes, { outcome }),
    images: metric('Images', Stats.SUM),
    imagesPerDay: metric('Images', Stats.SUM, 24 * 60),
    cost: metric('EstimatedCost', Stats.SUM),
    queueSeconds: (statistic: string) => metric('QueueSeconds', statistic),
    modelSeconds: (statistic: string) => metric('ModelSeconds', statistic),
    detectionLag: (statistic: string) => metric('DetectionLagSeconds', statistic),
    persistSeconds: (statistic: string) => metric('PersistSeconds', statistic),
  };
};
/** Answer of {@link editMetrics}. */
export type EditMetrics = ReturnType<typeof editMetrics>;
