import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_STACK, synthesize } from './synthesized.ts';

interface Rule {
  readonly EventPattern?: {
    readonly source: readonly string[];
    readonly 'detail-type': readonly string[];
    readonly detail: {
      readonly bucket?: { readonly name: readonly unknown[] };
      readonly object?: { readonly key: readonly { readonly prefix: string }[] };
      readonly status?: readonly string[];
    };
  };
  readonly ScheduleExpression?: string;
  readonly Targets: readonly { readonly Arn: unknown; readonly DeadLetterConfig?: unknown }[];
}

const rulesOf = (found: ReturnType<typeof synthesize>): readonly Rule[] =>
  found.ofType('AWS::Events::Rule').map(([, { Properties }]) => Properties as unknown as Rule);

const stack = DEFAULT_STACK;
const rules = rulesOf(stack);
const uploads = rules.find((rule) => rule.EventPattern?.source.includes('aws.s3'));
const prefixes = (uploads?.EventPattern?.detail.object?.key ?? []).map(({ prefix }) => prefix);
const triggers = (key: string): boolean => prefixes.some((prefix) => key.startsWith(prefix));

describe('what triggers an edit', () => {
  it('is an object created in the uploads bucket, and in no other', () => {
    expect(uploads?.EventPattern?.['detail-type']).toEqual(['Object Created']);
    expect(uploads?.EventPattern?.detail.bucket?.name).toEqual([{ Ref: expect.stringContaining('Uploads') }]);
  });
  it('is a picture under uploads/ or a written request, nothing else', () => {
    expect(prefixes).toEqual(['uploads/', 'requests/']);
    for (const key of ['presets/a.json', 'inputs/a.png', 'upload/a.png', 'a.png', 'Uploads/a.png'])
      expect(triggers(key)).toBe(false);
  });
  it('is never a result, whatever its name', () => {
    const oneBeginsTheOther = (one: string, other: string): boolean => one.startsWith(other) || other.startsWith(one);
    expect(prefixes.filter((prefix = '') => oneBeginsTheOther(prefix, 'results/'))).toEqual([]);
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (name) => !triggers(`results/${name}`)));
  });
  it('can be narrowed to a prefix', () => {
    const narrow = synthesizePrefix('team-a/');
    expect(narrow.map(({ prefix }) => prefix)).toEqual(['uploads/team-a/', 'requests/team-a/']);
  });
});

describe('every asynchronous hop', () => {
  it('has a dead-letter queue behind its rule', () => {
    const targets = rules.flatMap((rule) => rule.Targets);
    expect(targets).toHaveLength(rules.length);
    expect(targets.filter((target) => target.DeadLetterConfig === undefined)).toEqual([]);
  });
  it('has one behind each queue and behind the functions that EventBridge invokes', () => {
    const working = stack.ofType('AWS::SQS::Queue').filter(([, { Properties }]) => Properties.RedrivePolicy !== undefined);
    expect(working.map(([name]) => name).toSorted()).toEqual([
      expect.stringContaining('Triggers'),
      expect.stringContaining('Webhooks'),
    ]);
    const caught = stack
      .ofType('AWS::Lambda::Function')
      .filter(([, { Properties }]) => Properties.DeadLetterConfig !== undefined);
    expect(caught.map(([name]) => name).toSorted()).toEqual([
      expect.stringContaining('DeliverWebhook'),
      expect.stringContaining('ExecutionEnded'),
      expect.stringContaining('Sweep'),
    ]);
  });
});

describe('an execution that did not end well', () => {
  it('reaches execution-ended, by state machine and status', () => {
    const endings = rules.find((rule) => rule.EventPattern?.source.includes('aws.states'));
    expect(endings?.EventPattern?.detail.status).toEqual(['ABORTED', 'TIMED_OUT', 'FAILED']);
    expect(JSON.stringify(endings?.Targets)).toContain('ExecutionEnded');
  });
});

/** The key patterns of an editor that shares its bucket. */
function synthesizePrefix(prefix: string): readonly { readonly prefix: string }[] {
  const [rule] = rulesOf(synthesize({ prefix })).filter((one) => one.EventPattern?.source.includes('aws.s3'));
  return rule?.EventPattern?.detail.object?.key ?? [];
}
