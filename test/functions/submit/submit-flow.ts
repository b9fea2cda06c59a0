/** A flow with one edit that holds a slot, and submit to run on it. */
import type { Edit } from '#core/edit/edit.ts';
import { createFlow, type FlowOptions } from '#test/support/flow.ts';

/** What submit needs, with an edit that may submit. */
export const createSubmitFlow = async (options: FlowOptions = {}, change: Partial<Edit> = {}) => {
  const flow = createFlow(options);
  const { editId } = await flow.admit(change);

  /** Runs submit once, for this edit or another. @throws what submit throws */
  const submit = (id = editId) => flow.clock.drive(flow.handlers.submit({ editId: id }));

  /** Runs submit once and answers the code of what it threw, as the workflow is told it; `nothing` when it answered. */
  const thrown = (id = editId): Promise<string> =>
    submit(id).then(
      () => 'nothing',
      ({ message }: Error) => (JSON.parse(message) as { readonly code: string }).code,
    );

  return { flow, editId, submit, thrown, record: (id = editId) => flow.record(id) };
};
