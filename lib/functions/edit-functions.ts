/** Every function of an editor: its size, its time, its environment and its permissions, side by side. */
import { Duration, type RemovalPolicy } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { INDEXES } from '../storage/ledger-indexes.ts';
import type { DeadLetters } from '../triggers/dead-letters.ts';
import { EditFunction } from './edit-function.ts';
import type { EditResources } from './edit-resources.ts';
import { type EditSettings, environments } from './environments.ts';
import { permissionsOn } from './permissions.ts';

/** What all functions of one editor share. */
export interface EditFunctionsProps {
  readonly resources: EditResources;
  readonly settings: EditSettings;
  readonly removalPolicy: RemovalPolicy;
  readonly deadLetters: DeadLetters;
}

/** Reading and replacing records, counters and places in the queue: what any change of an edit needs. */
const CHANGE = ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'] as const;

/** What giving a slot to the next edits needs besides: the pool and the queue are read as partitions. */
const ADMIT = ['Query'] as const;

/** What listing edits needs besides an index: records are read together. */
const LIST = ['BatchGetItem'] as const;

/** The functions. */
export class EditFunctions extends Construct {
  readonly startEdit: EditFunction;
  readonly requestSlot: EditFunction;
  readonly submit: EditFunction;
  readonly checkStatus: EditFunction;
  readonly persistResult: EditFunction;
  readonly recordFailure: EditFunction;
  readonly executionEnded: EditFunction;
  readonly sweep: EditFunction;
  readonly api: EditFunction;
  readonly deliverWebhook: EditFunction;

  constructor(scope: Construct, id: string, { resources, settings, removalPolicy, deadLetters }: EditFunctionsProps) {
    super(scope, id);
    const may = permissionsOn(resources);
    const env = environments(resources, settings);

    this.startEdit = new EditFunction(this, 'StartEdit', {
      folder: 'start-edit',
      memorySize: 256,
      timeout: Duration.seconds(60),
      environment: env.startEdit,
      permissions: [
        ...may.seeUploads(),
        ...may.readUploads('uploads/', 'requests/', 'presets/', 'inputs/'),
        ...may.readResults(),
        ...may.writeUploads('inputs/'),
        ...may.ledger('GetItem', 'PutItem', 'UpdateItem', 'Query'),
        ...may.startExecutions(),
        ...may.publish(),
      ],
      removalPolicy,
    });
    this.requestSlot = new EditFunction(this, 'RequestSlot', {
      folder: 'request-slot',
      memorySize: 256,
      timeout: Duration.seconds(30),
      environment: env.requestSlot,
      permissions: [...may.ledger(...CHANGE, ...ADMIT), ...may.answerTokens('SendTaskSuccess')],
      removalPolicy,
    });
    this.submit = new EditFunction(this, 'Submit', {
      folder: 'submit',
      memorySize: 256,
      timeout: Duration.seconds(120),
      environment: env.submit,
      permissions: [
        ...may.readUploads('uploads/', 'requests/', 'inputs/'),
        ...may.readResults(),
        ...may.ledger(...CHANGE, ...ADMIT, ...LIST),
        ...may.ledgerIndexes(INDEXES.listing.name),
        ...may.answerTokens('SendTaskSuccess'),
        ...may.readKey(),
        ...may.publish(),
      ],
      removalPolicy,
    });
    this.checkStatus = new EditFunction(this, 'CheckStatus', {
      folder: 'check-status',
      memorySize: 128,
      timeout: Duration.seconds(130),
      environment: env.checkStatus,
      permissions: [...may.ledger(...CHANGE, ...ADMIT), ...may.answerTokens('SendTaskSuccess'), ...may.readKey()],
      removalPolicy,
    });
    this.persistResult = new EditFunction(this, 'PersistResult', {
      folder: 'persist-result',
      memorySize: 256,
      timeout: Duration.seconds(290),
      environment: env.persistResult,
      permissions: [
        ...may.readResults(),
        ...may.writeResults(),
        ...may.ledger(...CHANGE, ...ADMIT),
        ...may.answerTokens('SendTaskSuccess'),
        ...may.readKey(),
        ...may.publish(),
      ],
      removalPolicy,
    });
    this.recordFailure = new EditFunction(this, 'RecordFailure', {
      folder: 'record-failure',
      memorySize: 256,
      timeout: Duration.seconds(50),
      environment: env.recordFailure,
      permissions: [...may.ledger(...CHANGE, ...ADMIT), ...may.answerTokens('SendTaskSuccess'), ...may.publish()],
      removalPolicy,
    });
    this.executionEnded = new EditFunction(this, 'ExecutionEnded', {
      folder: 'execution-ended',
      memorySize: 256,
      timeout: Duration.seconds(50),
      environment: env.executionEnded,
      permissions: [
        ...may.ledger(...CHANGE, ...ADMIT),
        ...may.startExecutions(),
        ...may.answerTokens('SendTaskSuccess'),
        ...may.readKey(),
        ...may.publish(),
      ],
      removalPolicy,
      deadLetterQueue: deadLetters.endings,
    });
    this.sweep = new EditFunction(this, 'SweepEdits', {
      folder: 'sweep',
      memorySize: 256,
      timeout: Duration.seconds(300),
      environment: env.sweep,
      permissions: [
        ...may.ledger(...CHANGE, ...ADMIT, ...LIST),
        ...may.ledgerIndexes(INDEXES.open.name, INDEXES.listing.name),
        ...may.startExecutions(),
        ...may.seeExecutions(),
        ...may.answerTokens('SendTaskSuccess'),
        ...may.readKey(),
        ...may.publish(),
      ],
      removalPolicy,
      deadLetterQueue: deadLetters.sweeps,
    });
    this.api = new EditFunction(this, 'Api', {
      folder: 'api',
      memorySize: 256,
      timeout: Duration.seconds(29),
      environment: env.api,
      permissions: [
        ...may.seeUploads(),
        ...may.readUploads('uploads/', 'requests/', 'presets/', 'inputs/'),
        ...may.writeUploads('uploads/', 'inputs/'),
        ...may.readResults(),
        ...may.ledger(...CHANGE, ...ADMIT, ...LIST),
        ...may.ledgerIndexes(INDEXES.listing.name),
        ...may.startExecutions(),
        ...may.answerTokens('SendTaskSuccess', 'SendTaskFailure'),
        ...may.readKey(),
        ...may.publish(),
      ],
      removalPolicy,
    });
    this.deliverWebhook = new EditFunction(this, 'DeliverWebhook', {
      folder: 'deliver-webhook',
      memorySize: 256,
      timeout: Duration.seconds(45),
      environment: env.deliverWebhook,
      permissions: may.ledger(...CHANGE, ...ADMIT),
      removalPolicy,
      deadLetterQueue: deadLetters.webhooks,
    });
  }
}
