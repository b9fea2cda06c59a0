/** The kill switch. */
import type { Controls } from '#client/types.ts';
import { useClient } from '../hooks/client-context.ts';
import { useAction } from '../hooks/use-action.ts';
import { ProblemNote } from '../shared/problem-note.tsx';

/** What a control of the operator needs. */
export interface OperatorProps {
  readonly controls: Controls;
  readonly onChanged: (controls: Controls) => void;
  readonly announce: (message: string) => void;
}

/** A switch that stops new submissions at once and lets running edits finish. */
export const PauseSwitch = ({ controls, onChanged, announce }: OperatorProps) => {
  const client = useClient();
  const toggle = useAction(async () => {
    const next = await client.controls.set({ ...controls, paused: !controls.paused });
    onChanged(next);
    announce(next.paused ? 'Submissions are paused' : 'Submissions go on');
  });
  return (
    <div class="pause">
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={controls.paused}
        aria-describedby="pause-help"
        onClick={toggle.run}
      >
        <span class="switch-track" aria-hidden="true" />
        Pause submissions
      </button>
      <p class="field-help" id="pause-help">
        {controls.paused
          ? 'Paused: edits are accepted and wait. Nothing new is sent to the model, nothing new is paid.'
          : 'Stops new submissions at once; edits that are already with the model finish.'}
      </p>
      {toggle.problem !== undefined && <ProblemNote problem={toggle.problem} urgent />}
    </div>
  );
};
