import { describe, expect, it } from 'vitest';
import { manifestSchema } from '#core/edit/manifest.ts';
import { createFlow } from '#test/support/flow.ts';

const entered = (flow: ReturnType<typeof createFlow>, name: string): readonly string[] =>
  (flow.workflow.execution(name)?.history ?? []).flatMap((step) => (step.kind === 'entered' ? [step.state] : []));

describe('the happy path', () => {
  it('takes six transitions from the queue to the stored result', async () => {
    const flow = createFlow();
    const edit = await flow.runEdit();
    expect(edit.state).toBe('SUCCEEDED');
    expect(entered(flow, edit.editId)).toEqual(['Await slot', 'Submit', 'Wait', 'Check status', 'Finished?', 'Persist result']);
    expect(flow.scripted.calls.createTask).toBe(1);
  });

  it('leaves the pictures and then edit.json, and a record that agrees with it', async () => {
    const flow = createFlow();
    const edit = await flow.runEdit({ parameters: { n: 2, promptExtend: true, watermark: false } });
    const text = new TextDecoder().decode(flow.store.content(`${edit.resultPrefix}edit.json`));
    const manifest = manifestSchema.parse(JSON.parse(text));
    expect(manifest.images).toEqual(edit.results);
    expect(manifest.times.finishedAt).toBe(new Date(edit.times.finishedAt ?? 0).toISOString());
    expect(manifest.costUsd).toBe(0.06);
    expect(flow.store.content(`${edit.resultPrefix}2.png`)?.length).toBe(
      edit.results?.[1] && 'bytes' in edit.results[1] ? edit.results[1].bytes : -1,
    );
  });

  it('notices the end within a second and a half, releases the slot and settles the budget', async () => {
    const flow = createFlow({ taskMs: () => 61_234 });
    const edit = await flow.runEdit();
    const lag = (edit.times.detectedAt ?? 0) - (edit.times.taskEndedAt ?? 0);
    expect(lag).toBeGreaterThanOrEqual(0);
    expect(lag).toBeLessThanOrEqual(1500);
    expect(await flow.slots()).toBe(0);
    expect(await flow.ledger.budgetUse('2026-01-01')).toEqual({ day: '2026-01-01', reserved: 0, charged: 1 });
    expect(flow.publisher.events.map((event) => event.detailType)).toEqual(['Image Edit Submitted', 'Image Edit Succeeded']);
    expect((await flow.ledger.profile('wan2.5-i2i-preview#1'))?.count).toBe(1);
  });
});
