/** The words the console uses for the states and steps of an edit. */
import type { EditState } from '#core/edit/state.ts';

/** How a state is called and how it is coloured. `tone` picks the colour; the label alone must carry the meaning. */
export const STATE_LABELS: Readonly<
  Record<
    EditState,
    {
      readonly label: string;
      readonly tone: 'waiting' | 'working' | 'good' | 'mixed' | 'bad' | 'quiet';
      readonly meaning: string;
    }
  >
> = {
  QUEUED: { label: 'Queued', tone: 'waiting', meaning: 'Waiting for a slot with the model. Waiting costs nothing.' },
  SUBMITTING: { label: 'Submitting', tone: 'working', meaning: 'The task is being created.' },
  RUNNING: { label: 'Running', tone: 'working', meaning: 'The model is working on it.' },
  SUCCEEDED: { label: 'Done', tone: 'good', meaning: 'Every image was made and stored.' },
  PARTIAL: { label: 'Partly done', tone: 'mixed', meaning: 'Some of the images were made; only those were charged.' },
  FAILED: { label: 'Failed', tone: 'bad', meaning: 'The edit failed. Failed images are not charged.' },
  UNRESOLVED: {
    label: 'Unresolved',
    tone: 'mixed',
    meaning:
      'Whether the service accepted the task is not known. Nothing is sent again by itself, so that nothing is paid twice.',
  },
  CANCELED: { label: 'Canceled', tone: 'quiet', meaning: 'The edit was stopped on request.' },
  REJECTED: { label: 'Rejected', tone: 'bad', meaning: 'The request was not acceptable. Nothing was sent and nothing was paid.' },
};
