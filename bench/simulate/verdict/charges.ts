/** Whether the budgets say what the service charged. */
import type { Edit } from '#core/edit/edit.ts';
import { TASK_EXPIRED, TASK_OVERDUE } from '#core/service/task-problems.ts';
import type { TaskView } from '#simulator/index.ts';
import type { Deployment } from '../deployment-options.ts';

/** The service never said how the task ended: the budget counts every image that was reserved. */
const isChargeUntold = ({ problem, imageCount }: Edit): boolean =>
  imageCount === undefined && (problem?.code === TASK_OVERDUE || problem?.code === TASK_EXPIRED);

/** The edit, when it was charged otherwise than the service charged its paid tasks. */
export const wrongCharge = (edit: Edit, paid: readonly TaskView[]): readonly string[] => {
  const images = paid.reduce((sum, { paidImages }) => sum + paidImages, 0);
  if (edit.state === 'UNRESOLVED' || edit.state === 'REJECTED') return [];
  return edit.budget?.settled === (isChargeUntold(edit) ? edit.budget?.reserved : images)
    ? []
    : [`${edit.editId} ${edit.state} ${edit.problem?.code ?? ''} settled ${edit.budget?.settled}, the service charged ${images}`];
};

/** Days whose counters are not the sum of the records. */
export const wrongBudgets = async ({ ledger }: Deployment, edits: readonly Edit[]): Promise<string[]> => {
  const shares = edits.flatMap(({ budget }) => (budget === undefined ? [] : [budget]));
  const problems: string[] = [];
  for (const [day, ofDay] of Map.groupBy(shares, (share) => share.day)) {
    const use = await ledger.budgetUse(day);
    const reserved = ofDay.reduce((sum, share) => sum + (share.settled === undefined ? share.reserved : 0), 0);
    const charged = ofDay.reduce((sum, share) => sum + (share.settled ?? 0), 0);
    if (use.reserved !== reserved || use.charged !== charged) {
      problems.push(`${day}: counted ${use.reserved}+${use.charged}, the records say ${reserved}+${charged}`);
    }
  }
  return problems;
};
