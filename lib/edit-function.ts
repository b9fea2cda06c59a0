/** One function of Darkroom: the bundle of one folder below functions/, its role, its log. */
import { join } from 'node:path';
import type { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { BUNDLING, PROJECT_ROOT } from './bundling.ts';

/** What makes one function different from the next. */
export interface EditFunctionProps {
  /** Folder below functions/. */
  readonly folder: string;
  /** In MB. */
  readonly memorySize: number;
  readonly timeout: Duration;
  /** From lib/environments.ts, where it is held to the record that the folder's env.ts declares. */
  readonly environment: Readonly<Record<string, string>>;
  /** Everything the function may do beyond writing its own log. */
  readonly permissions: readonly PolicyStatement[];
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
    for (const statement of props.permissions) role.addToPolicy(statement);
    super(scope, id, {
      entry: join(PROJECT_ROOT, 'functions', props.folder, 'index.ts'),
      handler: 'handler',
      description: `Darkroom: ${props.folder}`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySize,
      timeout: props.timeout,
      environment: { ...props.environment },
      bundling: BUNDLING,
      projectRoot: PROJECT_ROOT,
      depsLockFilePath: join(PROJECT_ROOT, 'package-lock.json'),
      awsSdkConnectionReuse: false,
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      logGroup,
      role,
      ...(props.deadLetterQueue === undefined ? {} : { deadLetterQueue: props.deadLetterQueue }),
    });
  }
}
