/** One waiting edit that can never be admitted: every other edit goes its way as if it were not there. */
import { describe, expect, it } from 'vitest';
import { Unavailable } from '#core/errors.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { idOf, waitingEdit } from '#test/support/edits.ts';
import { createFlow, type FlowOptions } from '#test/support/flow.ts';

const BROKEN = idOf('cannot be read');

/** A flow with an edit at the head of the queue whose record throws this whenever it is read. */
const besideBroken = async (error: Error, options: FlowOptions = {}) => {
  const wrap: NonNullable<FlowOptions['wrap']> = (port, name) => {
    if (name !== 'ledger') return port;
    const ledger = port as unknown as Ledger;
    const get: Ledger['get'] = (editId) => (editId === BROKEN ? Promise.reject(error) : ledger.get(editId));
    return { ...port, get };
  };
  const flow = createFlow({ ...options, wrap });
  await flow.ledger.claim(waitingEdit({ editId: BROKEN }), {});
  return flow;
};

describe.each([
  ['refused', new Unavailable({ code: 'LEDGER_UNAVAILABLE', message: 'm', hint: 'h' })],
  ['damaged', new SyntaxError('Unexpected end of JSON input')],
])('beside a waiting edit whose record is %s', (_how, error) => {
  it('an edit waits, is sent, and its paid result is stored, at once', async () => {
    const flow = await besideBroken(error);
    const { editId } = await flow.runEdit();
    expect(await flow.record(editId)).toMatchObject({ state: 'SUCCEEDED' });
    const execution = flow.workflow.execution(editId);
    expect(execution?.end).toMatchObject({ status: 'SUCCEEDED' });
    expect(execution?.history.filter(({ kind }) => kind === 'retried')).toEqual([]);
  });
});
