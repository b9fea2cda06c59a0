import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { functionNames } from '#lib/functions/bundle.ts';
import { PROJECT_ROOT } from '#lib/functions/bundle-options.ts';
import { importsOf } from '../architecture/imports.ts';
import { DEFAULT_STACK } from './synthesized.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
  readonly Condition?: unknown;
}

const { ofType } = DEFAULT_STACK;

const list = <T>(value: T | readonly T[]): readonly T[] => (Array.isArray(value) ? (value as readonly T[]) : [value as T]);

/** What the role of each function may do, as `action on resource` with logical ids. */
const grants: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  ofType('AWS::IAM::Policy').flatMap(([id, { Properties }]) => {
    const [, step, batchItem] = /Editor(?:Functions(\w+?)|(BatchItem))RoleDefaultPolicy/.exec(id) ?? [];
    const role = step ?? batchItem;
    if (role === undefined) return [];
    const { Statement } = Properties.PolicyDocument as { readonly Statement: readonly Statement[] };
    const spelled = Statement.flatMap(({ Action, Resource }) =>
      list(Action).flatMap((action) => list(Resource).map((resource) => `${action} on ${spell(resource)}`)),
    );
    return [[role, spelled.filter((grant) => !/^(xray|logs):/.test(grant)).toSorted()]];
  }),
);

/** A resource in a few words: which thing, and below which prefix. */
function spell(resource: unknown): string {
  const text = JSON.stringify(resource);
  const thing = /(Uploads|Results|Ledger|ApiKey|UploadQueue|Endings|Sweeps)[0-9A-F]{8}/.exec(text)?.[1] ?? '';
  const below = /"(\/[^"]*)"\]/.exec(text)?.[1] ?? '';
  if (text.includes(':stateMachine:')) return 'state machine';
  if (text.includes(':execution:')) return 'executions';
  if (text.includes(':event-bus/') || text.includes('EditorEvents')) return 'event bus';
  return `${thing}${below}`;
}

/** Files of a function that run: its index and all that is imported from there for more than its types. */
const filesOf = (folder: string): ReadonlySet<string> => {
  const files = new Set([`functions/${folder}/index.ts`]);
  for (const path of files) {
    for (const { file, typesOnly } of importsOf(PROJECT_ROOT, path)) if (file?.endsWith('.ts') && !typesOnly) files.add(file);
  }
  return files;
};

/** Roles of the functions with a file that holds this call. */
const rolesThatMayCall = (call: string): readonly string[] =>
  functionNames()
    .filter((folder) => [...filesOf(folder)].some((file) => readFileSync(join(PROJECT_ROOT, file), 'utf8').includes(call)))
    .map(roleOf);

/** The role of a function, by its folder. */
const roleOf = (folder: string): string =>
  folder === 'sweep' ? 'SweepEdits' : folder.replaceAll(/(?:^|-)(.)/g, (_, letter: string) => letter.toUpperCase());

const actionsOf = (role: string): readonly string[] => [
  ...new Set((grants[role] ?? []).map((grant) => grant.split(' on ')[0] ?? '')),
];

/** Who may do what: an action that is not listed for a role is denied to it. */
const ONLY: Readonly<Record<string, readonly string[]>> = {
  'secretsmanager:GetSecretValue': ['Api', 'CheckStatus', 'ExecutionEnded', 'PersistResult', 'Submit', 'SweepEdits'],
  'states:StartExecution': ['Api', 'BatchItem', 'ExecutionEnded', 'StartEdit', 'SweepEdits'],
  'states:DescribeExecution': ['SweepEdits'],
  'states:SendTaskFailure': ['Api'],
  'events:PutEvents': [
    'Api',
    'BatchItem',
    'ExecutionEnded',
    'PersistResult',
    'RecordFailure',
    'StartEdit',
    'Submit',
    'SweepEdits',
  ],
  's3:GetObject': ['Api', 'BatchItem', 'PersistResult', 'StartEdit', 'Submit'],
  's3:PutObject': ['Api', 'PersistResult', 'StartEdit'],
  'sqs:ReceiveMessage': ['DeliverWebhook', 'StartEdit'],
  // Listing edits: the API for whoever asks, the others to see whether another edit in doubt has the same prompt.
  'dynamodb:BatchGetItem': ['Api', 'Submit', 'SweepEdits'],
};

/** What a call of a port needs, wherever the code of a function may come to it. A denied call is an error that no emulator shows. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  'ledger.list(': ['dynamodb:Query on Ledger/index/listing', 'dynamodb:BatchGetItem on Ledger'],
  'ledger.unfinished(': ['dynamodb:Query on Ledger/index/open', 'dynamodb:BatchGetItem on Ledger'],
  'ledger.waiting(': ['dynamodb:Query on Ledger'],
  'ledger.claim(': ['dynamodb:PutItem on Ledger', 'dynamodb:UpdateItem on Ledger', 'dynamodb:Query on Ledger'],
  'ledger.commit(': ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem'].map((action) => `dynamodb:${action} on Ledger`),
  // A former admission document is moved, and deleted, by whoever reads the pool first.
  'ledger.pool(': ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query'].map((action) => `dynamodb:${action} on Ledger`),
  'workflow.start(': ['states:StartExecution on state machine'],
  'workflow.status(': ['states:DescribeExecution on executions'],
  'workflow.succeed(': ['states:SendTaskSuccess on state machine'],
  'workflow.fail(': ['states:SendTaskFailure on state machine'],
  'publisher.publish(': ['events:PutEvents on event bus'],
};

/**
 * Roles whose code imports these calls and never makes them: opening an edit takes how one is published from core/actions/end-edit.ts,
 * which also ends edits.
 */
const ONLY_OPENS: ReadonlySet<string> = new Set(['BatchItem', 'StartEdit']);
const NOT_BY_OPENING: ReadonlySet<string> = new Set(['ledger.commit(', 'ledger.pool(', 'workflow.succeed(']);

/** Who alone reads an index: the functions whose code may come to this call. */
const INDEX_READERS = { listing: 'ledger.list(', open: 'ledger.unfinished(' } as const;

describe('the role of each function', () => {
  it('exists, one per function', () => {
    expect(Object.keys(grants).toSorted()).toEqual([
      'Api',
      'BatchItem',
      'CheckStatus',
      'DeliverWebhook',
      'ExecutionEnded',
      'PersistResult',
      'RecordFailure',
      'RequestSlot',
      'StartEdit',
      'Submit',
      'SweepEdits',
    ]);
  });
  it.each(Object.entries(ONLY))('%s is denied to all but those who need it', (action, roles) => {
    expect(
      Object.keys(grants)
        .filter((role) => actionsOf(role).includes(action))
        .toSorted(),
    ).toEqual(roles);
  });
  it.each(Object.entries(NEEDS))('allows %s to whoever may call it', (call, needed) => {
    const roles = rolesThatMayCall(call).filter((role) => !(NOT_BY_OPENING.has(call) && ONLY_OPENS.has(role)));
    expect(roles, 'somebody calls it').not.toEqual([]);
    for (const role of roles) expect(grants[role], role).toEqual(expect.arrayContaining([...needed]));
  });
  it.each(Object.entries(INDEX_READERS))('lets nobody read the index %s but who may call %s', (index, call) => {
    const readers = Object.keys(grants).filter((role) => grants[role]?.includes(`dynamodb:Query on Ledger/index/${index}`));
    expect(readers.toSorted()).toEqual(rolesThatMayCall(call).toSorted());
  });
  it('names single actions, never a family', () => {
    expect(
      Object.values(grants)
        .flat()
        .filter((grant) => grant.split(' on ')[0]?.includes('*')),
    ).toEqual([]);
  });
  it('lets only persist-result write results, and nobody delete or overwrite versions', () => {
    const writers = Object.entries(grants).filter(([, all]) => all.includes('s3:PutObject on Results/results/*'));
    expect(writers.map(([role]) => role)).toEqual(['PersistResult']);
    expect(
      Object.values(grants)
        .flat()
        .filter((grant) => /s3:(Delete|Put(?!Object on)|Replicate|Bypass)/.test(grant)),
    ).toEqual([]);
  });
  it('lets nobody write written requests or presets, so that no function can start an edit by writing a file', () => {
    const written = Object.values(grants)
      .flat()
      .filter((grant) => grant.startsWith('s3:PutObject on Uploads'));
    expect([...new Set(written)].toSorted()).toEqual(['s3:PutObject on Uploads/inputs/*', 's3:PutObject on Uploads/uploads/*']);
    expect(grants.StartEdit?.filter((grant) => grant.startsWith('s3:PutObject'))).toEqual(['s3:PutObject on Uploads/inputs/*']);
  });
  it('touches nothing of another account or service', () => {
    const services = new Set(
      Object.values(grants)
        .flat()
        .map((grant) => grant.split(':')[0]),
    );
    expect([...services].toSorted()).toEqual(['dynamodb', 'events', 's3', 'secretsmanager', 'sqs', 'states']);
  });
});

describe('the role of the workflow', () => {
  it('invokes the five steps and nothing else', () => {
    const [, policy] = ofType('AWS::IAM::Policy').find(([id]) => id.includes('WorkflowStateMachine')) ?? [];
    const { Statement } = (policy?.Properties.PolicyDocument ?? { Statement: [] }) as {
      readonly Statement: readonly Statement[];
    };
    const invokes = Statement.filter(({ Action }) => list(Action).some((action) => action.startsWith('lambda:')));
    expect(invokes.flatMap(({ Action }) => list(Action))).toEqual(['lambda:InvokeFunction']);
    const named = invokes.flatMap(({ Resource }) => list(Resource)).map((resource) => JSON.stringify(resource));
    expect(named).toHaveLength(5);
    for (const step of ['RequestSlot', 'Submit', 'CheckStatus', 'PersistResult', 'RecordFailure']) {
      expect(
        named.filter((arn) => arn.includes(step)),
        step,
      ).toHaveLength(1);
    }
  });
});

describe('events put on the bus', () => {
  it("can only be Darkroom's own", () => {
    const puts = ofType('AWS::IAM::Policy')
      .flatMap(([, { Properties }]) => (Properties.PolicyDocument as { readonly Statement: readonly Statement[] }).Statement)
      .filter(({ Action }) => list(Action).includes('events:PutEvents'));
    expect(puts.length).toBeGreaterThan(0);
    for (const { Condition } of puts) expect(Condition).toEqual({ StringEquals: { 'events:source': 'darkroom' } });
  });
});
