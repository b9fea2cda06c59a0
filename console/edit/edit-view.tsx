/** One edit: live while it runs, its results when it is done, and what can be done with it. */
import { useCallback, useEffect, useState } from 'preact/hooks';
import type { BudgetView, EditView } from '#client/types.ts';
import { useEdit } from '../hooks/use-edit.ts';
import { goTo } from '../hooks/use-route.ts';
import { Icon } from '../shared/icon.tsx';
import { ProblemNote } from '../shared/problem-note.tsx';
import { StatusBadge } from '../shared/status-badge.tsx';
import { captionOf, isStored, type StoredResult } from '../state/edit-facts.ts';
import { progressSentence } from '../state/progress.ts';
import { hrefOf } from '../state/route.ts';
import { AdoptForm } from './adopt-form.tsx';
import { CancelButton } from './cancel-button.tsx';
import { EditProgress } from './edit-progress.tsx';
import { Facts } from './facts.tsx';
import { Prompts } from './prompts.tsx';
import { ResultViewer } from './result-viewer.tsx';
import { RetryForm } from './retry-form.tsx';
import { StepRail } from './step-rail.tsx';

/** What the view needs. */
export interface EditViewProps {
  readonly editId: string;
  readonly budget: BudgetView | undefined;
  readonly announce: (message: string) => void;
  readonly onFinished: () => void;
  readonly onUse: (result: StoredResult) => void;
}

/** The page of one edit. */
export const EditPage = ({ editId, budget, announce, onFinished, onUse }: EditViewProps) => {
  const { edit, problem, temporary, accept } = useEdit(editId);
  const status = edit?.status;
  useEffect(() => {
    if (edit === undefined) return;
    announce(progressSentence(edit));
    if (edit.ended) onFinished();
    // Told once for every state, not for every view.
  }, [status, announce, onFinished]);
  if (edit === undefined) {
    if (problem === undefined) return <p class="empty">Looking for the edit…</p>;
    return (
      <>
        <h1>Edit</h1>
        <ProblemNote problem={problem} urgent>
          <a href={hrefOf({ name: 'history', filter: {} })}>All edits</a>
        </ProblemNote>
      </>
    );
  }
  return (
    <article class="edit" data-state={edit.status}>
      {problem !== undefined && (
        <ProblemNote problem={problem}>{temporary && <span class="quiet">Trying again by itself.</span>}</ProblemNote>
      )}
      <EditHead edit={edit} />
      <div class="edit-main">
        <Images edit={edit} onUse={onUse} />
        <StepRail edit={edit} />
      </div>
      <EditSide edit={edit} budget={budget} accept={accept} announce={announce} />
    </article>
  );
};

const EditHead = ({ edit }: { readonly edit: EditView }) => (
  <header class="edit-head">
    <a class="back" href={hrefOf({ name: 'history', filter: {} })}>
      <Icon name="back" /> All edits
    </a>
    <h1 class="edit-title">{captionOf(edit)}</h1>
    <StatusBadge state={edit.status} />
  </header>
);

const Images = ({ edit, onUse }: { readonly edit: EditView; readonly onUse: (result: StoredResult) => void }) => {
  if (edit.results.some(isStored)) return <ResultViewer key={edit.id} edit={edit} onUse={onUse} />;
  return <EditProgress edit={edit} />;
};

const EditSide = ({
  edit,
  budget,
  accept,
  announce,
}: Pick<EditViewProps, 'budget' | 'announce'> & { readonly edit: EditView; readonly accept: (edit: EditView) => void }) => {
  const [retrying, setRetrying] = useState(false);
  const onRetried = useCallback(
    (next: EditView) => {
      setRetrying(false);
      announce('A new edit was started');
      goTo(hrefOf({ name: 'edit', editId: next.id }));
    },
    [announce],
  );
  const over = edit.ended;
  return (
    <div class="edit-side">
      {edit.problem !== undefined && <ProblemNote problem={edit.problem} />}
      <Prompts edit={edit} />
      {edit.status === 'UNRESOLVED' && <AdoptForm edit={edit} onAdopted={accept} />}
      <div class="actions">
        {over && (
          <button type="button" aria-expanded={retrying} aria-controls="retry" onClick={() => setRetrying(!retrying)}>
            <Icon name="again" /> Retry with changes
          </button>
        )}
        {!over && <CancelButton edit={edit} onCanceled={accept} announce={announce} />}
        {edit.retryOf !== undefined && <a href={hrefOf({ name: 'edit', editId: edit.retryOf })}>Retry of an earlier edit</a>}
      </div>
      <div id="retry">{retrying && over && <RetryForm key={edit.id} edit={edit} budget={budget} onRetried={onRetried} />}</div>
      <Facts edit={edit} />
    </div>
  );
};
