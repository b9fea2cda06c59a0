/** What the service really delivers of a task, whatever it says: how many of its paid images can be had, and their bytes. */
import { type LieName, type TaskView, tellOf } from '#simulator/index.ts';
import { resultImage } from '../result-image.ts';

const tells = ({ lies }: Pick<TaskView, 'lies'>, name: LieName): boolean => lies.some(({ lie }) => lie === name);

/** Images of a task that can be fetched, of those that are paid; the dead one is the last, which a task of few results does not list. */
export const fetchableImages = (task: TaskView): number => {
  const { n, paidImages } = task;
  if (tells(task, 'huge-result')) return 0;
  const isDead = tells(task, 'dead-result') && !(tells(task, 'few-results') && paidImages < n);
  return Math.max(0, paidImages - (isDead ? 1 : 0));
};

/** Whether the service made nothing that can be kept, and charges nothing: it said so, or it gave no results. */
export const madeNothing = (task: TaskView): boolean =>
  task.paidImages === 0 && (task.status === 'FAILED' || tells(task, 'no-results'));

/** The bytes that the service delivers as one image of a task, from 1. */
export const deliveredImage = ({ id, n, lies }: Pick<TaskView, 'id' | 'n' | 'lies'>, index: number): Uint8Array => {
  const body = resultImage(id, index);
  return lies
    .flatMap((lie) => tellOf('result', lie) ?? [])
    .reduce((answer, tell) => tell(answer, { index: index - 1, count: n, address: '' }), { status: 200, headers: {}, body }).body;
};
