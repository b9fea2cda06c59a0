/** The state machine: the one workflow file, with the functions filled in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { PROJECT_ROOT } from './functions/bundle-options.ts';
import { LOGS } from './functions/edit-function.ts';
import { acknowledge } from './nag-suppressions.ts';

/** The functions by the placeholder that the file has for their ARN. */
export interface EditWorkflowProps {
  readonly stateMachineName: string;
  readonly functions: Readonly<Record<string, IFunction>>;
  readonly removalPolicy: RemovalPolicy;
}

/** Step Functions Standard, traced, logged without the executions' data. */
export class EditWorkflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { stateMachineName, functions, removalPolicy }: EditWorkflowProps) {
    super(scope, id);
    const arns = Object.entries(functions).map(([placeholder, target]) => [placeholder, target.functionArn] as const);
    const log = new LogGroup(this, 'Log', { retention: RetentionDays.THREE_MONTHS, removalPolicy });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(definition()),
      definitionSubstitutions: Object.fromEntries(arns),
      tracingEnabled: true,
      removalPolicy,
      logs: {
        destination: log,
        level: LogLevel.ALL,
        includeExecutionData: false,
      },
    });
    this.stateMachine.addToRolePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['lambda:InvokeFunction'],
        resources: arns.map(([, arn]) => arn),
      }),
    );
    acknowledge(log, { 'NIST.800.53.R5-CloudWatchLogGroupEncrypted': LOGS });
    acknowledge(this.stateMachine.role.node.findChild('DefaultPolicy'), {
      'AwsSolutions-IAM5[Resource::*]': 'The actions of X-Ray and of log delivery know no resources.',
      'NIST.800.53.R5-IAMNoInlinePolicy':
        'One role for one state machine: a policy that nothing else can attach lives and dies with it.',
    });
  }
}

/** The file as it is deployed: without the blanks that only people need, since a template has an upper size. */
const definition = (): string =>
  JSON.stringify(JSON.parse(readFileSync(join(PROJECT_ROOT, 'statemachines', 'edit-image.asl.json'), 'utf8')));
