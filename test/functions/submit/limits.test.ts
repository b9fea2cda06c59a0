/** What the service takes is learned from its answers: refusals make later creates wait, successes let them come back slowly. */
import { describe, expect, it } from 'vitest';
import { DEFAULT_POOL } from '#core/admission/pool.ts';
import { NotAccepted, type ServiceLimit } from '#core/errors.ts';
import { idOf, SLOT } from '#test/support/edits.ts';
import { createSubmitFlow } from './submit-flow.ts';

const refusedOver = (limit: ServiceLimit, retryAfterMs?: number): NotAccepted =>
  new NotAccepted({
    code: 'Throttling',
    message: 'too many',
    hint: 'wait',
    limit,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });

const limitsOf = async ({ flow }: Awaited<ReturnType<typeof createSubmitFlow>>) => (await flow.ledger.pool(DEFAULT_POOL)).limits;

describe('a create that is refused over a limit (429)', () => {
  it('lets every create of the pool wait for as long as the service asked', async () => {
    const used = await createSubmitFlow();
    const { flow, thrown, submit } = used;
    await flow.admit({ editId: idOf('other') });
    flow.scripted.scriptCreates(refusedOver('rate', 30_000));
    expect(await thrown()).toBe('Throttling');
    const { notBefore = 0 } = await limitsOf(used);
    expect(notBefore - flow.clock.now()).toBe(30_000);
    await flow.clock.advance(25_000);
    expect(await thrown(idOf('other'))).toBe('CREATE_LOCK_BUSY');
    expect(await thrown()).toBe('CREATE_LOCK_BUSY');
    expect(flow.scripted.calls.createTask).toBe(1);
    await flow.clock.advance(5000);
    await submit(idOf('other'));
    expect(flow.scripted.tasks).toHaveLength(1);
  });

  it('doubles the distance between creates when the rate was meant, and halves it after a minute of success', async () => {
    const used = await createSubmitFlow();
    const { flow, thrown, submit } = used;
    const spacings: (number | undefined)[] = [];
    const note = async () => spacings.push((await limitsOf(used)).spacingMs);
    for (let refusals = 0; refusals < 3; refusals += 1) {
      flow.scripted.scriptCreates(refusedOver('rate'));
      await thrown();
      await note();
      await flow.clock.advance(10_000);
    }
    for (let accepted = 0; accepted < 4; accepted += 1) {
      const editId = idOf(`accepted ${accepted}`);
      await flow.admit({ editId });
      await flow.clock.advance(60_000);
      await submit(editId);
      await note();
    }
    expect(spacings).toEqual([400, 800, 1600, 800, 400, undefined, undefined]);
  });

  it('takes fewer edits at once when the capacity was meant, and one more after a minute of success', async () => {
    const used = await createSubmitFlow();
    const { flow, thrown, submit } = used;
    for (let more = 0; more < 3; more += 1) await flow.admit({ editId: idOf(`with the service ${more}`) });
    flow.scripted.scriptCreates(refusedOver('capacity'));
    await thrown();
    expect(await limitsOf(used)).toMatchObject({ capacity: 3 });
    await flow.clock.advance(60_000);
    await submit();
    expect(await limitsOf(used)).toMatchObject({ capacity: 4 });
  });

  it('gives no slot beyond the capacity that was learned', async () => {
    const used = await createSubmitFlow();
    const { flow, thrown } = used;
    flow.scripted.scriptCreates(refusedOver('capacity'));
    await thrown();
    await flow.claim({ editId: idOf('waits') });
    await flow.clock.drive(flow.handlers.requestSlot({ editId: idOf('waits'), taskToken: 'token' }));
    expect((await flow.record(idOf('waits'))).slot).toBeUndefined();
    expect(await flow.slots()).toBe(1);
  });

  it('teaches nothing when no limit of the service was meant', async () => {
    const used = await createSubmitFlow();
    used.flow.scripted.scriptCreates(new NotAccepted({ code: 'REFUSED', message: 'connection refused', hint: 'wait' }));
    await used.thrown();
    const { clock: _read, revision: _counted, ...learned } = await limitsOf(used);
    expect(learned).toEqual({});
  });
});

describe('a create that is accepted', () => {
  it.each([-7 * 3_600_000, 0, 124_000])(
    'finds a clock of the service that is %i ms off known, since it was read before the first of them',
    async (skewMs) => {
      const used = await createSubmitFlow({ skewMs });
      const { flow, submit, record } = used;
      await submit();
      expect((await limitsOf(used)).clock).toMatchObject({ offsetMs: skewMs });
      expect((await record()).submission).toMatchObject({ clockOffsetMs: skewMs });
      await flow.admit({ editId: idOf('next') });
      await flow.clock.advance(1000);
      await submit(idOf('next'));
      expect((await record(idOf('next'))).submission).toMatchObject({ clockOffsetMs: skewMs });
      expect(flow.scripted.calls.listTasks).toBe(1);
    },
  );

  it('is written down whether or not what it teaches can be', async () => {
    const { flow, submit, record } = await createSubmitFlow({
      wrap: (port, name) =>
        name === 'ledger' ? { ...port, commitPoolLimits: () => Promise.reject(new Error('throttled')) } : port,
    });
    await submit();
    expect(await record()).toMatchObject({ state: 'RUNNING', taskId: 'task-1', slot: SLOT });
    expect(flow.telemetry.lines.map(({ event }) => event)).toContain('limits not noted');
  });
});
