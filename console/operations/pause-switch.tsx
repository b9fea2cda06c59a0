/** The kill switch. */
import { useState } from 'preact/hooks';
import type { Controls } from '#client/types.ts';
import type { Problem } from '#core/errors.ts';
import { problemOf, useClient } from '../hooks/client-context.ts';
import { ProblemNote } from '../shared/problem-note.tsx';

/** What a control of the operator needs. */
export interface OperatorProps {
  readonly controls: Controls;
  readonly onChanged: (controls: Controls) => void;
  readonly tell: (message: string) => void;
}

/** A switch that stops new submissions at once and lets running edits finish. */
export const PauseSwitch = ({ controls, onChanged, tell }: OperatorProps) => {
  const client = useClient();
  const [refusal, setRefusal] = useState<Problem | undefined>();
  const [sending, setSending] = useState(false);
  const toggle = async () => {
    if (sending) return;
    setSending(true);
    setRefusal(undefined);
    try {
      const next = await client.controls.set({ ...controls, paused: !controls.paused });
      onChanged(next);
      tell(next.paused ? 'Submissions are paused' : 'Submissions go on');
    } catch (error) {
      setRefusal(problemOf(error));
    } finally {
      setSending(false);
    }
  };
  return (
    <div class="pause">
      <button
        type="button"
        role="switch"
        class="switch"
        aria-checked={controls.paused}
        aria-describedby="pause-help"
        onClick={() => toggle().catch(() => undefined)}
      >
        <span class="switch-track" aria-hidden="true" />
        Pause submissions
      </button>
      <p class="field-help" id="pause-help">
        {controls.paused
          ? 'Paused: edits are accepted and wait. Nothing new is sent to the model, nothing new is paid.'
          : 'Stops new submissions at once; edits that are already with the model finish.'}
      </p>
      {refusal !== undefined && <ProblemNote problem={refusal} urgent />}
    </div>
  );
};
