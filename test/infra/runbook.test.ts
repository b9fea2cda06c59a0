import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { METRICS } from '#core/ports/telemetry.ts';
import { DEFAULT_STACK } from './synthesized.ts';

interface AlarmProperties {
  readonly AlarmDescription: string;
  readonly MetricName?: string;
  readonly Namespace?: string;
}

const runbook = readFileSync('docs/operations.md', 'utf8');
const alarms = DEFAULT_STACK.ofType('AWS::CloudWatch::Alarm').map(
  ([, { Properties }]) => Properties as unknown as AlarmProperties,
);
const entries = alarms.map(({ AlarmDescription }) => /operations\.md#(\w+)$/.exec(AlarmDescription)?.[1] ?? AlarmDescription);

describe('the alarms', () => {
  it('each have an entry in the runbook, and no entry is without its alarm', () => {
    const section = runbook.slice(runbook.indexOf('## Runbook'), runbook.indexOf('## The deployment test'));
    const headings = [...section.matchAll(/^### (\w+)$/gm)].map(([, name]) => (name ?? '').toLowerCase());
    expect(entries.toSorted()).toEqual(headings.toSorted());
  });
  it("watch metrics that exist: AWS's own, or ones that the functions emit", () => {
    const ours = alarms.filter(({ Namespace }) => Namespace === 'Darkroom').map(({ MetricName }) => MetricName);
    expect(ours.length).toBeGreaterThanOrEqual(4);
    for (const name of ours) expect(Object.keys(METRICS)).toContain(name);
    expect(new Set(alarms.map(({ Namespace }) => Namespace))).toEqual(new Set(['Darkroom', 'AWS/SQS', 'AWS/Lambda']));
  });
});
