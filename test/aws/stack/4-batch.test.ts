/** A batch on the deployed stack: the Distributed Map over a prefix, and the command that makes the same edits. */
import { DescribeExecutionCommand, type DescribeExecutionOutput, SFNClient, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { beforeAll, describe, expect, it } from 'vitest';
import { listObjects } from '#cli/batch/list-objects.ts';
import { batchKey } from '#core/batch/idempotency-key.ts';
import { skipReason } from '#core/batch/objects.ts';
import type { Edit } from '#core/edit/edit.ts';
import { editIdOfIdempotencyKey } from '#core/ids.ts';
import { darkroom } from './darkroom-command.ts';
import { drop, emulated, learnSpeed, ledger, model, outputs, PATIENCE_SECONDS, sample, store, until } from './deployed.ts';

const PREFIX = 'inputs/batch/';
const REFUSED = 'inputs/refused/';
const INSTRUCTION = { prompt: 'Remove the dust' };
const workflow = new SFNClient({});

beforeAll(async () => {
  await learnSpeed();
  await drop(`${PREFIX}clock.png`, sample('clock.png'));
  await drop(`${PREFIX}sub folder/väse.jpg`, sample('vase-on-a-table.jpg'));
  await drop(`${PREFIX}notes.txt`, 'left alone');
  await drop(`${REFUSED}words.png`, 'these are only words');
});

/** Runs the state machine to its end. */
const run = async (input: object): Promise<DescribeExecutionOutput> => {
  const { executionArn } = await workflow.send(
    new StartExecutionCommand({ stateMachineArn: outputs.BatchStateMachineArn, input: JSON.stringify(input) }),
  );
  return await until('end of the batch', async () => {
    const execution = await workflow.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status === 'RUNNING' ? undefined : execution;
  });
};

/** The edits that a batch makes of a prefix, found as the command finds them. */
const editsBelow = async (prefix: string): Promise<readonly Edit[]> => {
  const objects = await listObjects(prefix, { kind: 'aws', outputs: { UploadsBucket: outputs.UploadsBucket } });
  const ids = objects
    .filter((object) => skipReason(object) === undefined)
    .map((object) => editIdOfIdempotencyKey(batchKey(object, INSTRUCTION)));
  return (await Promise.all(ids.map((id) => ledger.get(id)))).flatMap((edit) => edit ?? []);
};

/** Every edit of the stack, and how many tasks the service was given. */
const ordered = async () => ({
  edits: (await ledger.list({ limit: 100 })).edits.map(({ editId }) => editId),
  tasks: (await model.listTasks({ from: Date.now() - PATIENCE_SECONDS * 10_000, to: Date.now() + 60_000 })).rows.length,
});

describe('a batch', () => {
  it('opens an edit for every picture below the prefix, and all of them end', async () => {
    const { status, error, cause } = await run({ prefix: PREFIX, instruction: INSTRUCTION });
    expect({ status, error, cause }).toEqual({ status: 'SUCCEEDED', error: undefined, cause: undefined });

    const edits = await until('ended edits', async () => {
      const all = await editsBelow(PREFIX);
      return all.length === 2 && all.every(({ state }) => state === 'SUCCEEDED') ? all : undefined;
    });
    expect(edits.map(({ prompt }) => prompt)).toEqual([INSTRUCTION.prompt, INSTRUCTION.prompt]);
  });
  it.skipIf(emulated)('writes its report below batches/ in the results bucket', async () => {
    const { output } = await run({ prefix: PREFIX, instruction: INSTRUCTION });
    const { ResultWriterDetails } = JSON.parse(output ?? '{}') as { readonly ResultWriterDetails: { readonly Key: string } };
    expect(ResultWriterDetails.Key).toMatch(/^batches\//);
    expect(await store.head({ key: ResultWriterDetails.Key })).toBeDefined();
  });
  it('that is started again finds the edits it made, and pays for nothing', async () => {
    const before = await ordered();
    expect((await run({ prefix: PREFIX, instruction: INSTRUCTION, concurrency: 2 })).status).toBe('SUCCEEDED');
    expect(await ordered()).toEqual(before);
  });
  it('is known to the command, which has nothing left to edit and reports what there is', async () => {
    const { code, json, errors } = await darkroom('batch', PREFIX, '--prompt', INSTRUCTION.prompt);
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const carriedOut = await darkroom('batch', PREFIX, '--prompt', INSTRUCTION.prompt, '--yes');
    expect(carriedOut).toMatchObject({ code: 0, json: { end: 'complete', done: 2, doneBefore: 2, paidNowUsd: 0 } });
    expect(json).toMatchObject({ images: 2, knownBefore: 2, toEdit: 0, maxUsd: 0, skipped: [{ key: `${PREFIX}notes.txt` }] });
  });
  it('fails when more pictures are refused than it tolerates, and names each in the ledger', async () => {
    expect(await run({ prefix: REFUSED, instruction: INSTRUCTION })).toMatchObject({
      status: 'FAILED',
      error: 'States.ExceedToleratedFailureThreshold',
    });
    expect(await editsBelow(REFUSED)).toMatchObject([{ state: 'REJECTED' }]);
  });
  it.skipIf(emulated)('succeeds when it tolerates the pictures that are refused', async () => {
    expect((await run({ prefix: REFUSED, instruction: INSTRUCTION, tolerate: 100 })).status).toBe('SUCCEEDED');
  });
  it.each([
    ['over results', { prefix: 'results/', instruction: INSTRUCTION }],
    ['over everything', { instruction: INSTRUCTION }],
    ['without an instruction', { prefix: PREFIX }],
  ])('%s is refused before anything is read', async (_what, input) => {
    expect(await run(input)).toMatchObject({ status: 'FAILED', error: 'BatchRefused' });
  });
});
