/** The table behind adapters/aws/ledger/dynamo-ledger.ts. */

import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { acknowledge } from '../nag-suppressions.ts';
import { INDEXES } from './ledger-indexes.ts';

/** How the table is kept. */
export interface LedgerTableProps {
  readonly removalPolicy: RemovalPolicy;
  readonly encryptionKey?: IKey | undefined;
}

/** One table, paid by request, recoverable to any second of the last 35 days. Its indexes hold keys only: an index costs a write only when a key changes. */
export class LedgerTable extends Table {
  constructor(scope: Construct, id: string, { removalPolicy, encryptionKey }: LedgerTableProps) {
    super(scope, id, {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: removalPolicy === RemovalPolicy.RETAIN,
      removalPolicy,
      ...(encryptionKey === undefined ? {} : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey }),
    });
    for (const { name, partition, sort } of Object.values(INDEXES)) {
      this.addGlobalSecondaryIndex({
        indexName: name,
        partitionKey: { name: partition, type: AttributeType.STRING },
        sortKey: { name: sort, type: AttributeType.STRING },
        projectionType: ProjectionType.KEYS_ONLY,
      });
    }
    acknowledge(this, {
      'NIST.800.53.R5-DynamoDBInBackupPlan':
        'Point-in-time recovery keeps every second of the last 35 days; a backup plan belongs to the account, which knows its own rules.',
    });
  }
}
