import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';

/** Lets one telemetry say something in a process of its own, as Lambda would start it, and answers its lines. */
const lines = (module: string, factory: string): readonly Record<string, unknown>[] => {
  const script = `import { ${factory} as create } from '#adapters/aws/telemetry/${module}.ts';
    const telemetry = create({ step: 'check-status' });
    telemetry.log('warn', 'something happened', { editId: 'e1', code: 'X', count: 2, done: false, nothing: undefined });
    telemetry.measure('Edits', 1, { outcome: 'SUCCEEDED' });
    telemetry.measure('EstimatedCost', 0.06);`;
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    env: {
      PATH: process.env.PATH,
      AWS_LAMBDA_FUNCTION_NAME: 'any',
      POWERTOOLS_SERVICE_NAME: 'stage',
      POWERTOOLS_METRICS_NAMESPACE: 'Darkroom',
      _X_AMZN_TRACE_ID: 'Root=1-abc;Parent=def;Sampled=1',
    },
  });
  return `${stdout}\n${stderr}`
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => withoutTime(JSON.parse(line) as Record<string, unknown>))
    .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
};

/** Instants differ, and Powertools alone tells its sampling rate. */
const withoutTime = ({ timestamp, sampling_rate: _rate, _aws, ...rest }: Record<string, unknown>): Record<string, unknown> => ({
  ...rest,
  ...(timestamp === undefined ? {} : { timestamp: typeof timestamp }),
  ...(_aws === undefined ? {} : { metrics: (_aws as { readonly CloudWatchMetrics: unknown }).CloudWatchMetrics }),
});

describe('the small telemetry of check-status', () => {
  it('says exactly what Powertools says', () => {
    const said = lines('emf-telemetry', 'createEmfTelemetry');
    expect(said).toHaveLength(3);
    expect(said).toEqual(lines('powertools-telemetry', 'createPowertoolsTelemetry'));
  });
  it('names the edit as the correlation id', () => {
    expect(lines('emf-telemetry', 'createEmfTelemetry')).toContainEqual(
      expect.objectContaining({
        correlation_id: 'e1',
        editId: 'e1',
        level: 'WARN',
        step: 'check-status',
        xray_trace_id: '1-abc',
      }),
    );
  });
});
