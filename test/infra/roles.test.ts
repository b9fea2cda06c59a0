import { describe, expect, it } from 'vitest';
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
  'dynamodb:BatchGetItem': ['Api', 'SweepEdits'],
};

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
