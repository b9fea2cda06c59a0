/** Start edit: new objects under uploads/ and requests/ become edits. */
import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { newEditFromObject } from '#core/actions/edit-from-object.ts';
import { openEdit, type StartEditDeps } from '#core/actions/open-edit.ts';
import { EditError } from '#core/errors.ts';
import { newObjectsIn } from '#core/request/object-created.ts';

export type { StartEditDeps } from '#core/actions/open-edit.ts';

/** The part of an SQS event that is read. */
export type StartEditEvent = { readonly Records: readonly Pick<SQSEvent['Records'][number], 'messageId' | 'body'>[] };

/**
 * Answers which messages SQS must deliver again: those that met a passing trouble. Bad input is recorded as a REJECTED edit,
 * and what starts no edit is acknowledged, so neither ever comes back.
 */
export const createHandler =
  (deps: StartEditDeps) =>
  async (event: StartEditEvent): Promise<SQSBatchResponse> => {
    const outcomes = await Promise.all(
      event.Records.map(async ({ messageId, body }) =>
        (await receive(deps, messageId, body)) ? [] : [{ itemIdentifier: messageId }],
      ),
    );
    return { batchItemFailures: outcomes.flat() };
  };

const receive = async (deps: StartEditDeps, messageId: string, body: string): Promise<boolean> => {
  try {
    for (const object of newObjectsIn(parsed(body))) {
      const newEdit = await newEditFromObject(deps, object);
      if (newEdit === undefined) deps.telemetry.log('info', 'object ignored', { key: object.key });
      else await openEdit(deps, newEdit);
    }
    return true;
  } catch (error) {
    deps.telemetry.log('warn', 'start-edit failed', {
      messageId,
      code: error instanceof EditError ? error.code : 'STEP_FAILED',
      error: error instanceof Error ? error.name : 'unknown',
    });
    return false;
  }
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};
