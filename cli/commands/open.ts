/** `open`: the console, or a result, in the system's own viewer. */
import { pathToFileURL } from 'node:url';
import { findEditId } from '../args/find-edit.ts';
import { awsFlag, jsonFlag, toggle } from '../args/flags.ts';
import { EXIT, UsageError } from '../command.ts';
import { commandLine } from '../command-line.ts';
import { type Connection, connected, findRunning, homeOf } from '../connect.ts';
import { defineCommand } from '../define-command.ts';
import { storedImages } from '../output/edit-report.ts';
import { jsonLine } from '../output/print.ts';

/** The command. */
export const openCommand = defineCommand({
  name: 'open',
  summary: 'open the page, or the results of an edit',
  about: "Open the page of the Darkroom that runs here, or the results of an edit, in the system's viewer.",
  examples: [
    ['open', 'the page'],
    ['open last', 'the results of the newest edit'],
    ['open 3f2a91c0d4 --print', 'only say where they are'],
  ],
  names: { min: 0, max: 1, what: 'at most one id', label: 'ID', help: 'the id of an edit, its first characters, or last' },
  flags: {
    print: toggle('print addresses and open nothing', { default: false }),
    ...awsFlag('a deployed Darkroom: results open by their links'),
    ...jsonFlag('{ "targets": [...] }; opens nothing'),
  },
  run: async ({ options: { print, aws, json }, names: [name] }, io) => {
    const targets =
      name === undefined
        ? [await pageOf(aws, homeOf(io))]
        : await connected(io, aws, async (connection) =>
            resultsOf(await findEditId(connection.client, name, io.signal), connection, io.signal),
          );
    if (json) {
      io.out(jsonLine({ targets }));
      return EXIT.done;
    }
    for (const target of targets) {
      const opened = print ? false : await io.launch(target);
      io.out(`${target}\n`);
      if (!opened && !print) io.err('There is no viewer here: open that yourself.\n');
    }
    return EXIT.done;
  },
});

const pageOf = async (aws: string | undefined, home: string): Promise<string> => {
  if (aws !== undefined) {
    throw new UsageError(
      'a deployed Darkroom serves its API only, no page',
      `Name an edit to open its results: ${commandLine('open last --aws ...')}`,
    );
  }
  const url = (await findRunning(home))?.url;
  if (url === undefined) throw new UsageError(`no Darkroom is running in ${home}`, `Start it: ${commandLine('start')}`);
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
    edit.ended ? `See why: ${commandLine(`show ${id}`)}` : `Follow it: ${commandLine(`watch ${id}`)}`,
  );
};
