/** The alarms. Each has an entry in the runbook (docs/operations.md) under the same name; a test holds the two together. */
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { EditMetrics } from './edit-metrics.ts';

/** What is watched. */
export interface AlarmsProps {
  readonly metrics: EditMetrics;
  readonly deadLetters: readonly IQueue[];
  readonly functions: Readonly<Record<string, LambdaFunction>>;
  readonly uploadQueue: IQueue;
  /** Images a day; no alarm on the budget without one. */
  readonly imagesPerDay?: number | undefined;
  /** Who is told. @default - nobody; the alarms change state all the same */
  readonly topic?: ITopic | undefined;
}

/** Detection is late when the 95th percentile passes this, in seconds; the schedule aims at a mean below 1 s. */
const LATE_SECONDS = 10;

/** One alarm per thing that a person should look at. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, props: AlarmsProps) {
    super(scope, id);
    const made: Alarm[] = [];
    const alarm = (name: string, metric: IMetric, threshold: number, why: string, more: Partial<AlarmProps> = {}): void => {
      const one = new Alarm(this, name, {
        metric,
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
        alarmDescription: `${why} Runbook: docs/operations.md#${name.toLowerCase()}`,
        ...more,
      });
      if (props.topic === undefined) acknowledge(one, { 'NIST.800.53.R5-CloudWatchAlarmAction': NOBODY });
      else one.addAlarmAction(new SnsAction(props.topic));
      made.push(one);
    };

    const { metrics } = props;
    alarm(
      'DeadLetters',
      lettersIn(props.deadLetters),
      0,
      'Something could not be delivered or handled and waits to be redriven.',
    );
    alarm(
      'UploadsWaiting',
      oldestIn(props.uploadQueue),
      600,
      'Uploads are not picked up: the oldest waits for over ten minutes.',
    );
    alarm('EditsFailing', metrics.failedShare, 20, 'More than one edit in five fails.', { evaluationPeriods: 2 });
    alarm('EditsUnresolved', metrics.ended('UNRESOLVED'), 0, 'It is not known whether a paid task exists: a person decides.');
    alarm('DetectionLate', metrics.detectionLag(Stats.p(95)), LATE_SECONDS, 'Finished edits are noticed late.', {
      evaluationPeriods: 3,
    });
    alarm('FunctionErrors', sumOf(props.functions, 'metricErrors'), 5, 'Functions fail; the workflow repeats them for a while.', {
      evaluationPeriods: 2,
    });
    alarm('FunctionThrottles', sumOf(props.functions, 'metricThrottles'), 0, 'The account has no concurrency left for Darkroom.');
    if (props.imagesPerDay !== undefined) {
      alarm(
        'BudgetNearlySpent',
        metrics.imagesPerDay,
        0.8 * props.imagesPerDay,
        'Four fifths of the images of a day are charged.',
      );
    }
    this.all = made;
  }
}

/** Letters over all dead-letter queues. */
const lettersIn = (queues: readonly IQueue[]): IMetric =>
  total(
    queues.map((queue) =>
      queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: Duration.minutes(1) }),
    ),
    'dead letters',
    Duration.minutes(1),
  );

const oldestIn = (queue: IQueue): IMetric =>
  queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: Duration.minutes(5) });

const sumOf = (functions: Readonly<Record<string, LambdaFunction>>, what: 'metricErrors' | 'metricThrottles'): IMetric =>
  total(
    Object.values(functions).map((one) => one[what]({ statistic: Stats.SUM, period: Duration.minutes(5) })),
    what === 'metricErrors' ? 'errors' : 'throttles',
    Duration.minutes(5),
  );

const total = (metrics: readonly IMetric[], label: string, period: Duration): IMetric => {
  const named = metrics.map((metric, index) => [`m${index}`, metric] as const);
  return new MathExpression({
    expression: `SUM([${named.map(([name]) => name).join(', ')}])`,
    usingMetrics: Object.fromEntries(named),
    label,
    period,
  });
};

const NOBODY = 'No topic was given; the dashboard shows the alarm, and `alarmTopic` of the construct names who is told.';
