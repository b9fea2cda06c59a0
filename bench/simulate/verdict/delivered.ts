/** What the service really delivers of a task, whatever it says: how many of its paid images can be had, and their bytes. */
import { type TaskView, tellOf } from '#simulator/index.ts';
import { resultImage } from '../result-image.ts';

/** Images of a task that can be fetched, of those that are paid. */
export const fetchableImages = ({ paidImages, lies }: TaskView): number => {
  if (lies.some(({ lie }) => lie === 'huge-result')) return 0;
  return Math.max(0, paidImages - (lies.some(({ lie }) => lie === 'dead-result') ? 1 : 0));
};

/** Whether the service made nothing that can be kept, and charges nothing: it said so, or it gave no results. */
export const madeNothing = ({ paidImages, status, lies }: TaskView): boolean =>
  paidImages === 0 && (status === 'FAILED' || lies.some(({ lie }) => lie === 'no-results'));

/** The bytes that the service delivers as one image of a task, from 1. */
export const deliveredImage = ({ id, n, lies }: Pick<TaskView, 'id' | 'n' | 'lies'>, index: number): Uint8Array => {
  const body = resultImage(id, index);
  return lies
    .flatMap((lie) => tellOf('result', lie) ?? [])
    .reduce((answer, tell) => tell(answer, { index: index - 1, count: n, address: '' }), { status: 200, headers: {}, body }).body;
};
