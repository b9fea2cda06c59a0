/** The operator's figures as a form holds them. */
import type { Controls } from '#core/admission/controls.ts';
import { controlsSchema } from '#core/admission/controls-schema.ts';

/** Text as typed; empty: as deployed. */
export interface ControlsDraft {
  readonly imagesPerDay: string;
  readonly capacity: string;
}

/** Controls that can be sent, or what is wrong, by field. */
export type CheckedControls =
  | { readonly ok: true; readonly controls: Controls }
  | { readonly ok: false; readonly problems: Partial<Record<keyof ControlsDraft, string>> };

/** The form filled with what holds now. */
export const draftOfControls = ({ imagesPerDay, capacity }: Controls): ControlsDraft => ({
  imagesPerDay: imagesPerDay === undefined ? '' : String(imagesPerDay),
  capacity: capacity === undefined ? '' : String(capacity),
});

const EXPLANATIONS: Readonly<Record<keyof ControlsDraft, string>> = {
  imagesPerDay: 'A whole number, 0 or more.',
  capacity: 'A whole number from 1 to 1,000.',
};

/** Checks the figures with core's own schema; whatever else the controls hold is kept. */
export const checkControls = (current: Controls, draft: ControlsDraft): CheckedControls => {
  const { imagesPerDay: _wasImages, capacity: _wasCapacity, ...kept } = current;
  const checked = controlsSchema.safeParse({ ...kept, ...numberOf('imagesPerDay', draft), ...numberOf('capacity', draft) });
  if (checked.success) return { ok: true, controls: checked.data };
  const names = (['imagesPerDay', 'capacity'] as const).filter((name) =>
    checked.error.issues.some(({ path }) => path[0] === name),
  );
  return { ok: false, problems: Object.fromEntries(names.map((name) => [name, EXPLANATIONS[name]])) };
};

const numberOf = (name: keyof ControlsDraft, draft: ControlsDraft): Readonly<Record<string, number>> =>
  draft[name].trim() === '' ? {} : { [name]: Number(draft[name]) };
