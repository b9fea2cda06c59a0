/** A labelled field with its explanation and its complaint, wired for screen readers. */
import type { ComponentChildren, JSX } from 'preact';

/** What the control inside must carry. */
export interface ControlProps {
  readonly id: string;
  readonly 'aria-describedby': string | undefined;
  readonly 'aria-invalid': 'true' | undefined;
}

/** One field. `control` gets the attributes that tie it to its label, help and complaint. */
export const Field = ({
  id,
  label,
  aside,
  help,
  problem,
  control,
}: {
  readonly id: string;
  readonly label: ComponentChildren;
  readonly aside?: ComponentChildren;
  readonly help?: ComponentChildren;
  readonly problem?: string | undefined;
  readonly control: (controlProps: ControlProps) => JSX.Element;
}) => {
  const describedBy = [problem === undefined ? undefined : `${id}-problem`, help === undefined ? undefined : `${id}-help`].filter(
    (part) => part !== undefined,
  );
  return (
    <div class={problem === undefined ? 'field' : 'field field-bad'}>
      <div class="field-head">
        <label for={id}>{label}</label>
        {aside !== undefined && <span class="field-aside">{aside}</span>}
      </div>
      {control({
        id,
        'aria-describedby': describedBy.length === 0 ? undefined : describedBy.join(' '),
        'aria-invalid': problem === undefined ? undefined : 'true',
      })}
      <FieldProblem id={id} problem={problem} />
      {help !== undefined && (
        <p class="field-help" id={`${id}-help`}>
          {help}
        </p>
      )}
    </div>
  );
};

/** The complaint of one field. */
export const FieldProblem = ({ id, problem }: { readonly id: string; readonly problem: string | undefined }) =>
  problem === undefined ? null : (
    <p class="field-problem" id={`${id}-problem`}>
      {problem}
    </p>
  );
