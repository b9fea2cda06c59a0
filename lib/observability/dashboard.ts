/** One page that answers: is it working, how quickly, and what does it cost? */
import { Duration, Stack } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  Row,
  SingleValueWidget,
  Stats,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { EditMetrics } from './edit-metrics.ts';

/** What the page shows. */
export interface EditDashboardProps {
  readonly metrics: EditMetrics;
  readonly alarms: Alarms;
  readonly stateMachine: StateMachine;
}

/** The dashboard of one editor. */
export class EditDashboard extends Dashboard {
  constructor(scope: Construct, id: string, { metrics, alarms, stateMachine }: EditDashboardProps) {
    super(scope, id, { defaultInterval: Duration.days(1) });
    const graph = (title: string, left: IMetric[], label: string): GraphWidget =>
      new GraphWidget({ title, left, width: 8, leftYAxis: { label, showUnits: false, min: 0 }, region: Stack.of(this).region });
    this.addWidgets(
      new Row(new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms.all], width: 24, height: 3 })),
      new Row(
        new SingleValueWidget({
          title: 'Today',
          width: 24,
          height: 3,
          period: Duration.days(1),
          metrics: [
            metrics.ended('SUCCEEDED').with({ label: 'succeeded' }),
            metrics.ended('FAILED').with({ label: 'failed' }),
            metrics.images,
            metrics.cost,
          ],
        }),
      ),
      new Row(
        graph(
          'Edits by outcome',
          (['SUCCEEDED', 'PARTIAL', 'FAILED', 'REJECTED', 'CANCELED', 'UNRESOLVED'] as const).map((outcome) =>
            metrics.ended(outcome).with({ label: outcome.toLowerCase() }),
          ),
          'edits',
        ),
        graph('Images', [metrics.images], 'images'),
        graph('Estimated cost', [metrics.cost], 'US dollars'),
      ),
      new Row(
        graph(
          'Waiting for a slot and in the queue',
          [metrics.queueSeconds(Stats.p(50)), metrics.queueSeconds(Stats.p(95))],
          'seconds',
        ),
        graph('At the model', [metrics.modelSeconds(Stats.p(50)), metrics.modelSeconds(Stats.p(95))], 'seconds'),
        graph('Noticed after', [metrics.detectionLag(Stats.AVERAGE), metrics.detectionLag(Stats.p(95))], 'seconds'),
      ),
      new Row(
        graph('Storing', [metrics.persistSeconds(Stats.p(50)), metrics.persistSeconds(Stats.p(95))], 'seconds'),
        graph(
          'Executions',
          [stateMachine.metricStarted(), stateMachine.metricSucceeded(), stateMachine.metricFailed()],
          'executions',
        ),
        graph('Executions stopped or timed out', [stateMachine.metricAborted(), stateMachine.metricTimedOut()], 'executions'),
      ),
    );
  }
}
