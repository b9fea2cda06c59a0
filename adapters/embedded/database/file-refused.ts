/**
 * What the file system and SQLite throw (a full disk, no right to write, a failing disk), as a reason to come back later. Each has a
 * hint of its own: what helps against a full disk does not help against a missing right.
 */
import { EditError, type Problem, Unavailable } from '#core/errors.ts';

/** What is wrong, as far as the hint differs. Which file it is, the message says. */
type Trouble = 'full' | 'denied' | 'read-only' | 'too-many-open' | 'failing' | 'busy' | 'damaged' | 'gone';

/** Codes of the file system. Codes of sockets (ECONNRESET, EPIPE) are not among them: a body that breaks off is no trouble of the disk. */
const FILE_TROUBLES: Readonly<Record<string, Trouble>> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'read-only',
  EMFILE: 'too-many-open',
  ENFILE: 'too-many-open',
  EIO: 'failing',
  ENXIO: 'failing',
  ENODEV: 'failing',
  ESTALE: 'failing',
  EUCLEAN: 'failing',
  EBUSY: 'busy',
  EAGAIN: 'busy',
  ETXTBSY: 'busy',
  ENOENT: 'gone',
  ENOTDIR: 'gone',
  EISDIR: 'gone',
  EEXIST: 'gone',
  ELOOP: 'gone',
  ENAMETOOLONG: 'gone',
  ENOTEMPTY: 'busy',
  EXDEV: 'gone',
};

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html), the lowest byte of what it answers. */
const SQLITE_TROUBLES: Readonly<Record<number, Trouble>> = {
  3: 'denied',
  5: 'busy',
  6: 'busy',
  8: 'read-only',
  10: 'failing',
  11: 'damaged',
  13: 'full',
  14: 'denied',
  26: 'damaged',
};

/** What helps. While Darkroom runs, what heals is tried again; at start a person has to try again. */
const REMEDIES: Readonly<Record<Trouble, string>> = {
  full: 'The disk, or what you may use of it, is full: make room',
  denied: 'Give the user that runs Darkroom the right to read and write there',
  'read-only': 'It may be read but not written: mount the file system for writing, or give the right to write',
  'too-many-open': 'Too many files are open: raise the limit (ulimit -n) or close other programs',
  failing: "The disk or the network folder fails: look at the system's log and keep a copy of the home folder",
  busy: 'Another program holds the file: close it',
  damaged: 'The file is damaged: stop Darkroom, keep a copy, and put back a backup (docs/how-to/one-machine.md)',
  gone: 'Something in the home folder was moved or removed while Darkroom runs: put it back, or start Darkroom again',
};

/** When a file was refused: at start a person is there and decides; later the step is repeated. */
export type Moment = 'starting' | 'running';

const hintOf = (trouble: Trouble | undefined, { hint }: Problem, moment: Moment): string => {
  if (trouble === undefined) return hint;
  if (moment === 'running') return `${REMEDIES[trouble]}${trouble === 'damaged' ? '.' : '; it goes on by itself.'}`;
  return trouble === 'gone' ? hint : `${REMEDIES[trouble]}. ${hint}`;
};

const troubleOf = (error: unknown): Trouble | undefined => {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  if (error.code === 'ERR_SQLITE_ERROR' && 'errcode' in error) return SQLITE_TROUBLES[Number(error.errcode) & 0xff];
  return FILE_TROUBLES[String(error.code)];
};

/** Whether an error says that another process holds the file. */
export const isHeldByOther = (error: unknown): boolean => troubleOf(error) === 'busy';

/** Whether an error says that there is nothing at a path: the one answer of a system that means "no such file". */
export const isAbsence = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP'].includes(String(error.code));

/** Answers undefined when there is nothing at a path. @throws whatever else the error says, since it proves no absence */
export const absentIfGone = (error: unknown): undefined => {
  if (isAbsence(error)) return undefined;
  throw error;
};

/** The error of a file or folder that cannot be used now. Its reason stands behind the message, and the hint is the reason's own where it is known. */
export const fileRefused = (problem: Problem, cause: unknown, moment: Moment = 'running'): Unavailable =>
  new Unavailable({
    code: problem.code,
    message: `${problem.message}: ${cause instanceof Error ? cause.message : String(cause)}`,
    hint: hintOf(troubleOf(cause), problem, moment),
    cause,
  });

/** An error as our family has it: one of the file system or of SQLite becomes `problem`, any other stays what it is. */
export const asRefusal = (problem: Problem, error: unknown, moment: Moment = 'running'): unknown =>
  error instanceof EditError || troubleOf(error) === undefined ? error : fileRefused(problem, error, moment);

/** Does the work and answers as a promise. @throws Unavailable for whatever the work throws; errors of our family stay */
export const answerFrom =
  (problem: Problem) =>
  async <T>(work: () => T): Promise<T> => {
    try {
      return work();
    } catch (cause) {
      throw cause instanceof EditError ? cause : fileRefused(problem, cause);
    }
  };
