/** What a finished task teaches about the next ones. */

import { durationsOf } from '#core/edit/durations.ts';
import type { Edit } from '#core/edit/edit.ts';
import { errorName } from '#core/errors.ts';
import { DEFAULT_PROFILE, profileName, updateProfile } from '#core/polling/duration-profile.ts';
import { MODEL } from '#core/service/limits.ts';
import type { PersistResultDeps } from './deps.ts';

/** Adds the service time of an edit to the profile of its model and n. Best effort: a conflict or an error only loses one sample. */
export const recordDuration = async ({ ledger, telemetry }: PersistResultDeps, edit: Edit): Promise<void> => {
  const { modelSeconds } = durationsOf(edit);
  if (modelSeconds === undefined) return;
  const name = profileName(MODEL, edit.parameters.n);
  try {
    const before = (await ledger.profile(name)) ?? DEFAULT_PROFILE;
    const after = updateProfile(before, modelSeconds);
    if (after !== before) await ledger.commitProfile(name, after);
  } catch (error) {
    telemetry.log('warn', 'duration not noted', { editId: edit.editId, error: errorName(error) });
  }
};
