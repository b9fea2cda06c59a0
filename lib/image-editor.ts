/** The whole backend as one construct. */
import { ArnFormat, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { EventBus, type IEventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { DEFAULT_CAPACITY } from '#core/admission/pool.ts';
import { isResultHostEntry, RESULT_HOSTS_ALLOWED } from '#core/service/result-hosts.ts';
import { EditBatch } from './batch/edit-batch.ts';
import { EditWorkflow } from './edit-workflow.ts';
import { EditFunctions } from './functions/edit-functions.ts';
import type { EditResources } from './functions/edit-resources.ts';
import type { EditSettings } from './functions/environments.ts';
import { Alarms } from './observability/alarms.ts';
import { EditDashboard } from './observability/dashboard.ts';
import { editMetrics } from './observability/edit-metrics.ts';
import { LedgerTable } from './storage/ledger-table.ts';
import { PictureBuckets } from './storage/picture-buckets.ts';
import { DeadLetters } from './triggers/dead-letters.ts';
import { Triggers } from './triggers/triggers.ts';
import { WebhookDelivery } from './triggers/webhook-delivery.ts';

/** Settings of an editor; only the secret has no default. */
export interface ImageEditorProps {
  /** The secret that holds the Model Studio API key: the bare key, or JSON with the field `DASHSCOPE_API_KEY`. */
  readonly apiKey: ISecret;
  /**
   * Where pictures are dropped. A bucket of your own must keep versions and send its events to EventBridge.
   * @default - a new bucket
   */
  readonly uploads?: IBucket;
  /**
   * Where results land; must not be the uploads bucket.
   * @default - a new bucket
   */
  readonly results?: IBucket;
  /**
   * Only keys below `uploads/<prefix>` and `requests/<prefix>` start edits: for a bucket that several editors share.
   * @default '' - all of them
   */
  readonly prefix?: string;
  /**
   * Edits that may be with the model at once.
   * @default 7 - the five that the service runs at once for one account, and two that are there when one ends
   */
  readonly capacity?: number;
  /**
   * Images a UTC day; edits beyond are rejected before they cost anything.
   * @default 500 - fifteen US dollars at list price
   */
  readonly imagesPerDay?: number;
  /**
   * Base URL of Model Studio.
   * @default - Singapore, https://dashscope-intl.aliyuncs.com/api/v1
   */
  readonly modelUrl?: string;
  /**
   * Hosts that results may come from besides the service's own storage (`dashscope-*.oss-*.aliyuncs.com`), such as `pictures.example.com`, or
   * `.example.com` for all below it: when a refusal RESULT_URL_REFUSED names one.
   * @default - none
   */
  readonly resultHosts?: readonly string[];
  /**
   * Bus that outcomes are published on. Editors that share a bus share their webhooks too.
   * @default - a new bus
   */
  readonly eventBus?: IEventBus;
  /**
   * Key that encrypts pictures and ledger.
   * @default - keys that AWS owns
   */
  readonly encryptionKey?: IKey;
  /**
   * Who is told when an alarm goes off.
   * @default - nobody
   */
  readonly alarmTopic?: ITopic;
  /**
   * What becomes of pictures and ledger when the construct is removed.
   * @default RemovalPolicy.RETAIN
   */
  readonly removalPolicy?: RemovalPolicy;
}

/**
 * Drop a photo in a bucket; get the edited photo back.
 *
 * Nothing has a fixed physical name: any number of editors live in one account.
 */
export class ImageEditor extends Construct {
  /** Where pictures are dropped. */
  readonly uploads: IBucket;
  /** Where results land. */
  readonly results: IBucket;
  /** The ledger. */
  readonly ledger: LedgerTable;
  /** The workflow of one edit. */
  readonly stateMachine: StateMachine;
  /** Where new uploads wait for start-edit. */
  readonly uploadQueue: IQueue;
  /** Edits what is already stored: started by hand, with a prefix and an instruction (docs/how-to/batch.md). */
  readonly batch: EditBatch;
  /** All functions. */
  readonly functions: EditFunctions;
  /** All alarms, for actions of your own. */
  readonly alarms: Alarms;
  /** The bus that outcomes are published on. */
  readonly eventBus: IEventBus;

  constructor(scope: Construct, id: string, props: ImageEditorProps) {
    super(scope, id);
    refuseOneBucket(this, props);
    refuseHosts(this, props);
    const { removalPolicy = RemovalPolicy.RETAIN, imagesPerDay = 500, capacity = DEFAULT_CAPACITY, prefix = '' } = props;
    const { apiKey, encryptionKey, modelUrl, resultHosts, alarmTopic } = props;
    const name = Names.uniqueResourceName(this, { maxLength: 64, separator: '-' });
    const stateMachineArn = arnOf(this, name);

    const buckets = new PictureBuckets(this, 'Pictures', { ...props, removalPolicy });
    this.uploads = buckets.uploads;
    this.results = buckets.results;
    this.ledger = new LedgerTable(this, 'Ledger', { removalPolicy, encryptionKey });
    this.eventBus = props.eventBus ?? (new EventBus(this, 'Events', { description: 'What Darkroom publishes' }) as IEventBus);

    const deadLetters = new DeadLetters(this, 'DeadLetters');
    const resources: EditResources = {
      uploads: this.uploads,
      results: this.results,
      ledger: this.ledger,
      eventBus: this.eventBus,
      apiKey,
      stateMachineArn,
      encryptionKey,
    };
    const settings: EditSettings = { service: name, capacity, imagesPerDay, modelUrl, resultHosts };
    this.functions = new EditFunctions(this, 'Functions', { resources, settings, removalPolicy, deadLetters });
    this.batch = new EditBatch(this, 'Batch', { resources, settings, removalPolicy });
    const { startEdit, requestSlot, submit, checkStatus, persistResult, recordFailure, executionEnded, sweep } = this.functions;
    this.stateMachine = new EditWorkflow(this, 'Workflow', {
      stateMachineName: name,
      functions: {
        RequestSlotFunctionArn: requestSlot,
        SubmitFunctionArn: submit,
        CheckStatusFunctionArn: checkStatus,
        PersistResultFunctionArn: persistResult,
        RecordFailureFunctionArn: recordFailure,
      },
      removalPolicy,
    }).stateMachine;
    this.uploadQueue = new Triggers(this, 'Triggers', {
      uploads: this.uploads,
      prefix,
      stateMachineArn,
      startEdit,
      executionEnded,
      sweep,
      deadLetters,
    }).uploadQueue;

    new WebhookDelivery(this, 'Webhooks', {
      eventBus: this.eventBus,
      deliverWebhook: this.functions.deliverWebhook,
      deadLetters,
    });

    const metrics = editMetrics(name);
    this.alarms = new Alarms(this, 'Alarms', {
      metrics,
      uploadQueue: this.uploadQueue,
      imagesPerDay,
      deadLetters,
      topic: alarmTopic,
    });
    new EditDashboard(this, 'Dashboard', { metrics, alarms: this.alarms, stateMachine: this.stateMachine });
  }
}

/**
 * The state machine has a name, unique to this construct in this stack, so that its ARN is known before it exists: it names functions
 * in its definition that in turn answer to it, and CloudFormation cannot create two things that wait for each other.
 */
const arnOf = (scope: Construct, name: string): string =>
  Stack.of(scope).formatArn({
    service: 'states',
    resource: 'stateMachine',
    resourceName: name,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });

const refuseOneBucket = (scope: Construct, { uploads, results }: ImageEditorProps): void => {
  if (uploads === undefined || uploads !== results) return;
  throw new Error(`${scope.node.path}: uploads and results must be two buckets, or results would be taken for uploads`);
};

const refuseHosts = (scope: Construct, { resultHosts = [] }: ImageEditorProps): void => {
  const wrong = resultHosts.find((host) => !isResultHostEntry(host));
  if (wrong === undefined) return;
  throw new Error(`${scope.node.path}: resultHosts names "${wrong}"; it may name ${RESULT_HOSTS_ALLOWED}`);
};
