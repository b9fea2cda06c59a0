/** `open`: the console, or a result, in the system's own viewer. */
import { pathToFileURL } from 'node:url';
import { findEditId } from '../args/find-edit.ts';
import { readWords } from '../args/parse-args.ts';
import { type Command, EXIT, UsageError } from '../command.ts';
import { type Connection, connected, findRunning, homeOf } from '../connect.ts';
import { storedImages } from '../output/edit-report.ts';

const HELP = `Open the page of the Darkroom that runs here, or the results of an edit, in the system's viewer.

  darkroom open                     the page
  darkroom open last                the results of the newest edit
  darkroom open 3f2a91c0d4 --print  only say where they are

  ID                    the id of an edit, its first characters, or last
  --print               print addresses and open nothing
  --aws STACK_OR_URL    a deployed Darkroom: results open by their links
  --json                { "targets": [...] }; opens nothing
`;

/** The command. */
export const openCommand: Command = {
  name: 'open',
  summary: 'open the page, or the results of an edit',
  help: HELP,
  run: async (args, io) => {
    const { said, names } = readWords(args, {
      command: 'darkroom open',
      flags: { print: 'switch' },
      names: { min: 0, max: 1, what: 'at most one id' },
    });
    const [name] = names;
    const targets =
      name === undefined
        ? [await pageOf(said.aws, homeOf(io))]
        : await connected(io, said.aws, async (connection) => {
            const { client } = connection;
            return resultsOf(await findEditId(client, name, io.signal), connection, io.signal);
          });
    if (said.json === true) {
      io.out(`${JSON.stringify({ targets })}\n`);
      return EXIT.done;
    }
    for (const target of targets) {
      const opened = said.print === true ? false : await io.launch(target);
      io.out(`${target}\n`);
      if (!opened && said.print !== true) io.err('There is no viewer here: open that yourself.\n');
    }
    return EXIT.done;
  },
};

const pageOf = async (aws: string | undefined, home: string): Promise<string> => {
  if (aws !== undefined) {
    throw new UsageError(
      'a deployed Darkroom serves its API only, no page',
      'Name an edit to open its results: darkroom open last --aws ...',
    );
  }
  const url = await findRunning(home);
  if (url === undefined) throw new UsageError(`no Darkroom is running in ${home}`, 'Start it: npm start');
  return url;
};

const resultsOf = async (id: string, connection: Connection, signal: AbortSignal): Promise<readonly string[]> => {
  const edit = await connection.client.edits.get(id, { signal });
  const targets = storedImages(edit, connection).flatMap(({ path, url }) =>
    path === undefined ? (url ?? []) : pathToFileURL(path).href,
  );
  if (targets.length > 0) return targets;
  throw new UsageError(
    `edit ${id} is ${edit.status} and has no results${edit.ended ? '' : ' yet'}`,
    edit.ended ? `See why: darkroom show ${id}` : `Follow it: darkroom watch ${id}`,
  );
};
