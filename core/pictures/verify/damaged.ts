/** The error of a result picture that is not whole. */
import { ResultUnavailable } from '../../errors.ts';

/** Code of a picture that came and is none, or not all of one. */
export const RESULT_DAMAGED = 'RESULT_DAMAGED';

/** `what` names the picture, `how` goes on after it. */
export const damaged = (what: string, how: string): ResultUnavailable =>
  new ResultUnavailable({
    code: RESULT_DAMAGED,
    message: `${what} ${how}`,
    hint: 'It is fetched again by itself for as long as the service keeps it; then it is told as lost.',
  });
