/** Commands as they are typed where this program runs: hints and help name only what the reader really has. */

/** Where this program runs: in a clone, whose npm scripts run the sources, or from the installed package. */
export type Setting = 'clone' | 'package';

/** Node runs TypeScript in a clone only; the package holds JavaScript. */
const HERE: Setting = import.meta.filename.endsWith('.ts') ? 'clone' : 'package';

/** Settings of the environment before the words of a command, for example `DARKROOM_HOME=~/edits `. */
const ENVIRONMENT = /^(?:[A-Z_]+=\S+ )*/;

/**
 * One command line. `words` are what follows the name of the program, for example `list --state FAILED`; settings of the environment may
 * stand before them and a pipe behind. In a clone: `npm run darkroom -- list --state FAILED`, without npm's own lines where the output is piped.
 */
export const commandLine = (words: string, setting: Setting = HERE): string => {
  const [environment = ''] = ENVIRONMENT.exec(words) ?? [];
  return `${environment}${withoutEnvironment(words.slice(environment.length), setting)}`;
};

const withoutEnvironment = (words: string, setting: Setting): string => {
  if (setting === 'package') return `npx darkroom ${words}`;
  if (words === 'start') return 'npm start';
  const run = words.includes(' | ') ? 'npm run --silent' : 'npm run';
  const [, files] = /^edit (.+)$/s.exec(words) ?? [];
  return files === undefined ? `${run} darkroom -- ${words}` : `${run} edit -- ${files}`;
};

/** The hint of a command line that cannot be understood. */
export const helpHint = (command: string): string => `Help: ${commandLine(`${command} --help`.trim())}`;
