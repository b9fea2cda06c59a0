/** The alarms. Each has an entry in the runbook (docs/operations.md) under the same name; a test holds the two together. */
import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from '../nag-suppressions.ts';
import type { DeadLetters } from '../triggers/dead-letters.ts';
import type { EditMetrics } from './edit-metrics.ts';

/** What is watched. */
export interface AlarmsProps {
  readonly metrics: EditMetrics;
  readonly deadLetters: DeadLetters;
  readonly uploadQueue: IQueue;
  /** Images a day. */
  readonly imagesPerDay: number;
  /** Who is told. @default - nobody; the alarms change state all the same */
  readonly topic?: ITopic | undefined;
}

/** Detection is late when the 95th percentile passes this, in seconds; the schedule aims at a mean below 1 s. */
const LATE_SECONDS = 10;

/** So many failed edits in a quarter of an hour are no bad luck. */
const FAILED_EDITS = 5;

/** One alarm per thing that a person should look at, each on one metric: an alarm on a sum costs as much as its parts and says less. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, id: string, { metrics, deadLetters, uploadQueue, imagesPerDay, topic }: AlarmsProps) {
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
      if (topic === undefined) acknowledge(one, { 'NIST.800.53.R5-CloudWatchAlarmAction': NOBODY });
      else one.addAlarmAction(new SnsAction(topic));
      made.push(one);
    };
    const { undeliveredUploads, failedUploads, endings, sweeps, webhooks } = deadLetters;

    alarm('UndeliveredUploads', lettersIn(undeliveredUploads), 0, 'EventBridge could not hand an upload to the upload queue.');
    alarm('FailedUploads', lettersIn(failedUploads), 0, 'start-edit failed five times on an upload.');
    alarm(
      'UnhandledEndings',
      lettersIn(endings),
      0,
      'execution-ended could not be told that an execution ended, or failed on it.',
    );
    alarm('FailedSweeps', lettersIn(sweeps), 0, 'A sweep could not be started, or failed.');
    alarm('FailedWebhooks', lettersIn(webhooks), 0, 'deliver-webhook could not be given an event, or failed on it.');
    alarm('UploadsWaiting', oldestIn(uploadQueue), 600, 'Uploads are not picked up: the oldest waits for over ten minutes.');
    alarm('EditsFailing', metrics.ended('FAILED', 15), FAILED_EDITS, 'Several edits failed within a quarter of an hour.');
    alarm('EditsUnresolved', metrics.ended('UNRESOLVED', 5), 0, 'It is not known whether a paid task exists: a person decides.');
    alarm('DetectionLate', metrics.detectionLag(Stats.p(95)), LATE_SECONDS, 'Finished edits are noticed late.', {
      evaluationPeriods: 3,
    });
    alarm('Throttled', throttles(), 0, 'The account has no concurrency left for functions.');
    alarm('BudgetNearlySpent', metrics.imagesPerDay, 0.8 * imagesPerDay, 'Four fifths of the images of a day are charged.');
    this.all = made;
  }
}

const lettersIn = (queue: IQueue): IMetric =>
  queue.metricApproximateNumberOfMessagesVisible({ statistic: Stats.MAXIMUM, period: Duration.minutes(1) });

const oldestIn = (queue: IQueue): IMetric =>
  queue.metricApproximateAgeOfOldestMessage({ statistic: Stats.MAXIMUM, period: Duration.minutes(5) });

/** Over all functions of the account: concurrency is the account's, so whoever uses it up throttles everybody. */
const throttles = (): IMetric =>
  new Metric({ namespace: 'AWS/Lambda', metricName: 'Throttles', statistic: Stats.SUM, period: Duration.minutes(5) });

const NOBODY = 'No topic was given; the dashboard shows the alarm, and `alarmTopic` of the construct names who is told.';
