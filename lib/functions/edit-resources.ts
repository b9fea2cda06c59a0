/** What the functions work on, gathered once so that permissions and environments name the same things. */
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';

/** The resources of one editor. */
export interface EditResources {
  readonly uploads: IBucket;
  readonly results: IBucket;
  readonly ledger: Pick<ITable, 'tableName' | 'tableArn'>;
  readonly apiKey: ISecret;
  readonly eventBus: IEventBus;
  /** Known before the state machine exists, since its definition names the functions that answer to it. */
  readonly stateMachineArn: string;
  readonly encryptionKey?: IKey | undefined;
}
