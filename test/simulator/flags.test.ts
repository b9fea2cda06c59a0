import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readFlags } from '#simulator/flags.ts';
import { HELP } from '#simulator/help.ts';

const MAIN = join(import.meta.dirname, '../../simulator/main.ts');

describe('the command line', () => {
  it('has defaults like the real service', () => {
    expect(readFlags([])).toMatchObject({
      ask: 'run',
      port: 8787,
      host: '127.0.0.1',
      options: {
        speed: 1,
        limits: { runningTasks: 5, createsPerSecond: 5, queriesPerSecond: 20 },
        sizeCheck: 'create',
        faults: [],
      },
    });
  });

  it('reads fault rules', () => {
    const flags = [
      'create:Throttling.RateQuota:0.1',
      'task:DataInspectionFailed',
      'drop-after-accept:0.05',
      'result:truncate',
      'query:delay=20:0.5',
      'task:partial=2',
    ];
    expect(readFlags(flags.flatMap((rule) => ['--fault', rule]))).toMatchObject({
      options: {
        faults: [
          { phase: 'create', kind: { error: { code: 'Throttling.RateQuota' } }, when: { probability: 0.1 } },
          { phase: 'task', kind: { error: { code: 'DataInspectionFailed' } }, when: {} },
          { phase: 'create', kind: 'drop-after-accept', when: { probability: 0.05 } },
          { phase: 'result', kind: 'truncate', when: {} },
          { phase: 'query', kind: { delay: 20 }, when: { probability: 0.5 } },
          { phase: 'task', kind: { partial: { failed: 2 } }, when: {} },
        ],
      },
    });
  });

  it.each([
    [['--port', 'x']],
    [['--port', '70000']],
    [['--speed', '0']],
    [['--seconds', '60,30']],
    [['--size-check', 'later']],
    [['--fault', 'create']],
    [['--fault', 'lunch:InternalError']],
    [['--fault', 'create:Nonsense']],
    [['--fault', 'create:InternalError:2']],
    [['--fault', 'query:partial=1']],
    [['--fault', 'task:slow-loris']],
    [['--unknown']],
    [['surplus']],
  ])('rejects %j and says which part', (args) => {
    const flags = readFlags(args);
    expect(flags).toMatchObject({
      ask: 'wrong',
      reason: expect.stringContaining(args[0]?.replace('--fault', args[1] ?? '') ?? ''),
    });
  });

  it('has a help text with flags and magic words', () => {
    expect(readFlags(['--help'])).toEqual({ ask: 'help' });
    for (const flag of ['--port', '--speed', '--fault', '--state', '[simulate']) expect(HELP).toContain(flag);
  });
});

describe('npm run simulator', () => {
  it('prints its address as the first line, answers, and ends on Ctrl-C', async () => {
    const child = spawn(process.execPath, [MAIN, '--port', '0', '--speed', '60'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
    const line = chunk.toString();
    expect(line).toMatch(/^Model Studio simulator at http:\/\/127\.0\.0\.1:\d+\/api\/v1\n$/);
    const answer = await fetch(`${line.trim().split(' ').at(-1)}/tasks`, { headers: { authorization: 'Bearer k' } });
    expect(answer.status).toBe(200);
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
