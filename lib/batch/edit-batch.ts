/** Batches: a Distributed Map that opens an edit for every picture below a prefix of the uploads bucket. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ArnFormat, Duration, Names, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { PROJECT_ROOT } from '../functions/bundle-options.ts';
import { EditFunction, LOGS } from '../functions/edit-function.ts';
import type { EditResources } from '../functions/edit-resources.ts';
import { type EditSettings, environments } from '../functions/environments.ts';
import { keyOf, permissionsOn } from '../functions/permissions.ts';
import { acknowledge, wildcardFinding } from '../nag-suppressions.ts';

/** What a batch works on: the same as the editor's functions. */
export interface EditBatchProps {
  readonly resources: EditResources;
  readonly settings: EditSettings;
  readonly removalPolicy: RemovalPolicy;
}

/** Where reports of batches land in the results bucket. */
export const REPORTS_PREFIX = 'batches/';

/** The label of the Map in the file: a part of the names of its child executions. */
const MAP_LABEL = 'edits';

/** Nothing waits in it and it costs nothing while no batch runs. */
export class EditBatch extends Construct {
  readonly item: EditFunction;
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, { resources, settings, removalPolicy }: EditBatchProps) {
    super(scope, id);
    this.item = batchItem(this, resources, settings, removalPolicy);
    const name = Names.uniqueResourceName(this, { maxLength: 64, separator: '-' });
    const log = new LogGroup(this, 'Log', { retention: RetentionDays.THREE_MONTHS, removalPolicy });
    acknowledge(log, { 'NIST.800.53.R5-CloudWatchLogGroupEncrypted': LOGS });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: name,
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromString(definition()),
      definitionSubstitutions: {
        BatchItemFunctionArn: this.item.functionArn,
        UploadsBucket: resources.uploads.bucketName,
        ResultsBucket: resources.results.bucketName,
      },
      tracingEnabled: true,
      removalPolicy,
      logs: { destination: log, level: LogLevel.ALL, includeExecutionData: false },
    });
    this.#grant(name, resources);
  }

  #grant(name: string, on: EditBatchProps['resources']): void {
    const { uploads, results } = on;
    const key = keyOf(on, results);
    const arn = (resource: string, resourceName: string): string =>
      Stack.of(this).formatArn({ service: 'states', resource, resourceName, arnFormat: ArnFormat.COLON_RESOURCE_NAME });
    const own = arn('execution', `${name}:*`);
    const children = arn('execution', `${name}/${MAP_LABEL}:*`);
    const reports = results.arnForObjects(`${REPORTS_PREFIX}*`);
    const allow = (actions: readonly string[], resources: readonly string[]): void =>
      void this.stateMachine.addToRolePolicy(
        new PolicyStatement({ effect: Effect.ALLOW, actions: [...actions], resources: [...resources] }),
      );
    allow(['lambda:InvokeFunction'], [this.item.functionArn]);
    allow(['s3:ListBucket'], [uploads.bucketArn]);
    allow(['s3:PutObject', 's3:GetObject', 's3:ListMultipartUploadParts', 's3:AbortMultipartUpload'], [reports]);
    allow(['states:StartExecution'], [arn('stateMachine', name)]);
    allow(['states:DescribeExecution', 'states:StopExecution'], [own]);
    allow(['states:RedriveExecution'], [children]);
    if (key !== undefined) allow(['kms:GenerateDataKey', 'kms:Decrypt'], [key.keyArn]);
    acknowledge(this.stateMachine.role.node.findChild('DefaultPolicy'), {
      'AwsSolutions-IAM5[Resource::*]': 'The actions of X-Ray and of log delivery know no resources.',
      [wildcardFinding(this, own)]: CHILDREN,
      [wildcardFinding(this, children)]: CHILDREN,
      [wildcardFinding(this, reports)]: 'Step Functions names the reports after the run; only those below batches/.',
      'NIST.800.53.R5-IAMNoInlinePolicy':
        'One role for one state machine: a policy that nothing else can attach lives and dies with it.',
    });
  }
}

const CHILDREN =
  'A Distributed Map starts, looks at and stops executions of its own state machine; their names are made when it runs.';

const batchItem = (
  scope: Construct,
  resources: EditBatchProps['resources'],
  settings: EditSettings,
  removalPolicy: RemovalPolicy,
): EditFunction => {
  const may = permissionsOn(resources);
  return new EditFunction(scope, 'Item', {
    folder: 'batch-item',
    memorySize: 256,
    timeout: Duration.seconds(60),
    environment: environments(resources, settings).batchItem,
    permissions: [
      ...may.seeUploads(),
      ...may.readUploads('uploads/', 'presets/', 'inputs/'),
      ...may.readResults(),
      ...may.ledger('GetItem', 'PutItem', 'UpdateItem', 'Query'),
      ...may.startExecutions(),
      ...may.publish(),
    ],
    removalPolicy,
  });
};

/** The file as it is deployed: without the blanks that only people need. */
const definition = (): string =>
  JSON.stringify(JSON.parse(readFileSync(join(PROJECT_ROOT, 'statemachines', 'edit-batch.asl.json'), 'utf8')));
