/** One edit, killed at every single call of every port, before and after the effect of that call. */
import { describe, expect, it } from 'vitest';
import { parseManifest } from '#core/edit/manifest.ts';
import { isTerminal } from '#core/edit/state.ts';
import { type CrashMoment, createCrash } from '#test/support/crashes.ts';
import { createFlow, type Flow, type FlowOptions } from '#test/support/flow.ts';

const PARAMETERS = { n: 2, promptExtend: true, watermark: false };

/** Runs until the edit has ended, sweeping every five minutes as a deployment does. */
const runToTheEnd = async (flow: Flow, editId: string): Promise<void> => {
  await flow.finish(editId);
  for (let sweeps = 0; sweeps < 60; sweeps += 1) {
    const edit = await flow.record(editId);
    if (isTerminal(edit.state) && edit.state !== 'UNRESOLVED') return;
    await flow.clock.advance(5 * 60_000);
    await flow.clock.drive(flow.handlers.sweep({}).catch(() => undefined));
    for (const execution of flow.workflow.executions()) await flow.clock.drive(execution.ended);
  }
};

const crashedRun = async (target: number, moment: CrashMoment, options: FlowOptions = {}) => {
  const crash = createCrash(target, moment);
  const flow = createFlow({ ...options, wrap: crash.wrap, around: crash.around });
  const { editId } = await flow.claim({ parameters: PARAMETERS, budget: { day: '2026-01-01', reserved: 2 } });
  await flow.workflow.start(editId, 1);
  await runToTheEnd(flow, editId);
  for (let again = 0; again < 2; again += 1) await flow.clock.drive(flow.handlers.sweep({}).catch(() => undefined));
  return { crash, flow, edit: await flow.record(editId) };
};

describe.each(['before', 'after'] as const)('an edit whose function is killed %s any one call takes effect', (moment) => {
  it('is paid once, ends SUCCEEDED, and leaves nothing held', async () => {
    const points: string[] = [];
    for (let target = 1; ; target += 1) {
      const { crash, flow, edit } = await crashedRun(target, moment);
      if (crash.at === undefined) break;
      const where = `call ${target}, ${crash.at}`;
      points.push(crash.at);
      expect(flow.scripted.tasks.length, `tasks after ${where}`).toBe(1);
      expect(edit.state, `state after ${where}: ${JSON.stringify(edit.problem)}`).toBe('SUCCEEDED');
      expect(await flow.slots(), `slots after ${where}`).toBe(0);
      expect(await flow.ledger.budgetUse('2026-01-01'), `budget after ${where}`).toMatchObject({ reserved: 0, charged: 2 });
      const manifest = parseManifest(new TextDecoder().decode(flow.store.content(`${edit.resultPrefix}edit.json`)));
      expect(manifest?.images, `edit.json after ${where}`).toEqual(edit.results);
      expect(manifest?.times.finishedAt, `edit.json after ${where}`).toBe(new Date(edit.times.finishedAt ?? 0).toISOString());
      const ends = flow.publisher.events.filter((event) => event.detailType === 'Image Edit Succeeded');
      expect(new Set(ends.map((event) => event.id)).size, `news after ${where}`).toBe(1);
    }
    expect(points.length).toBeGreaterThan(30);
    expect(new Set(points)).toContain('model.createTask');
  });

  it('is paid once when the service’s clock is five seconds off and its list lags', async () => {
    for (const skewMs of [-5000, 5000]) {
      for (let target = 1; ; target += 1) {
        const { crash, flow, edit } = await crashedRun(target, moment, { skewMs, listDelayMs: 20_000 });
        if (crash.at === undefined) break;
        const where = `call ${target}, ${crash.at}, skew ${skewMs}`;
        expect(flow.scripted.tasks.length, `tasks after ${where}`).toBe(1);
        expect(edit.state, `state after ${where}: ${JSON.stringify(edit.problem)}`).toBe('SUCCEEDED');
      }
    }
  });
});
