/** One function of Darkroom: the bundle of one folder below functions/, its role, its log. */

import { join } from 'node:path';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct, IConstruct } from 'constructs';
import { omitUndefined } from '#core/omit-undefined.ts';
import { acknowledge, type Findings, wildcardFinding } from '../nag-suppressions.ts';
import { BUNDLING, PROJECT_ROOT, SOURCE_EXTENSION } from './bundle-options.ts';
import type { Permissions } from './permissions.ts';

/** What makes one function different from the next. */
export interface EditFunctionProps {
  /** Folder below functions/. */
  readonly folder: string;
  /** In MB. */
  readonly memorySize: number;
  readonly timeout: Duration;
  /** From environments.ts, which sets every variable that functions/environment/settings.ts lists for the folder. */
  readonly environment: Readonly<Record<string, string>>;
  /** Everything the function may do beyond writing its own log. */
  readonly permissions: Permissions;
  readonly removalPolicy: RemovalPolicy;
  /** Where invocations go that failed three times; only for functions that are invoked asynchronously. */
  readonly deadLetterQueue?: IQueue | undefined;
}

/** A function on Node 24, arm64, traced, with a log of its own and a role that allows nothing but what is listed. */
export class EditFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: EditFunctionProps) {
    const logGroup = new LogGroup(scope, `${id}Log`, {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: props.removalPolicy,
    });
    const role = new Role(scope, `${id}Role`, {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What functions/${props.folder} may do`,
    });
    role.addToPolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    for (const { statement } of props.permissions) role.addToPolicy(statement);
    super(scope, id, {
      entry: join(PROJECT_ROOT, 'functions', props.folder, `index${SOURCE_EXTENSION}`),
      handler: 'handler',
      description: `Darkroom: ${props.folder}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySize,
      timeout: props.timeout,
      environment: { ...props.environment },
      bundling: BUNDLING,
      projectRoot: PROJECT_ROOT,
      // Only asked which package manager it belongs to; a lockfile is never part of a published package, this file is.
      depsLockFilePath: join(PROJECT_ROOT, 'package.json'),
      awsSdkConnectionReuse: false,
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      role,
      ...omitUndefined({ deadLetterQueue: props.deadLetterQueue }),
    });
    acknowledge(this, props.deadLetterQueue === undefined ? { ...ANY_FUNCTION, ...NOT_ASYNCHRONOUS } : ANY_FUNCTION);
    acknowledge(logGroup, { 'NIST.800.53.R5-CloudWatchLogGroupEncrypted': LOGS });
    acknowledge(role.node.findChild('DefaultPolicy'), { ...ANY_ROLE, ...wildcards(this, props.permissions) });
  }
}

/** Why a log has no key of its own. */
export const LOGS =
  'Logs hold ids, codes and times, never prompts, pictures, keys or signed URLs; CloudWatch encrypts them with its own key.';

const ANY_FUNCTION: Findings = {
  'NIST.800.53.R5-LambdaConcurrency':
    'How many edits are at the model at once is bounded by admission in the ledger, which queues instead of throttling.',
  'NIST.800.53.R5-LambdaInsideVPC':
    'Model Studio is on the public internet and everything else is an AWS endpoint; a VPC would only add a NAT gateway that costs money while nobody edits.',
};

const SYNCHRONOUS =
  'Invoked by a caller that waits for the answer and repeats it by its own rules (Step Functions, SQS with its dead-letter queue, or API Gateway).';
const NOT_ASYNCHRONOUS: Findings = { 'NIST.800.53.R5-LambdaDLQ': SYNCHRONOUS, 'Serverless-LambdaDLQ': SYNCHRONOUS };

const ANY_ROLE: Findings = {
  'NIST.800.53.R5-IAMNoInlinePolicy': 'One role for one function: a policy that nothing else can attach lives and dies with it.',
  'AwsSolutions-IAM5[Resource::*]': 'xray:PutTraceSegments and xray:PutTelemetryRecords know no resources.',
};

const wildcards = (scope: IConstruct, permissions: Permissions): Findings =>
  Object.fromEntries(
    permissions.flatMap(({ statement, wildcard }) =>
      wildcard === undefined ? [] : statement.resources.map((resource) => [wildcardFinding(scope, resource), wildcard]),
    ),
  );
