/** `presets`: list them, show one, check a file. */
import { readFile } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type { PresetView } from '#client/types.ts';
import { InvalidEdit } from '#core/errors.ts';
import { readPreset } from '#core/request/preset.ts';
import { presetNameField } from '#core/request/request.ts';
import { nearestName, suggest } from '#core/text/suggest.ts';
import { readWords } from '../args/parse-args.ts';
import { type Command, type CommandIo, EXIT, type ExitCode, UsageError } from '../command.ts';
import { connected } from '../connect.ts';
import { shorten, table } from '../output/tables.ts';

const HELP = `Presets: instructions with a name.

  darkroom presets                              list them
  darkroom presets show lighting                one, with its prompt and its placeholders
  darkroom presets check presets/my-style.json  say what is wrong in a file, line by line

  --aws STACK_OR_URL    the presets of a deployed Darkroom (list, show)
  --json                as the API answers them

A preset is a file presets/<name>.json in the home folder or the uploads bucket; docs/how-to/presets.md shows how to write one.
Exit status of check: 0 fine, 2 refused.
`;

const ACTIONS = ['list', 'show', 'check'] as const;
const HINT = 'Help: darkroom presets --help';

/** The command. */
export const presetsCommand: Command = {
  name: 'presets',
  summary: 'list presets, show one, check a file',
  help: HELP,
  run: async (args, io) => {
    const { said, names } = readWords(args, {
      command: 'darkroom presets',
      flags: {},
      names: { min: 0, max: Number.POSITIVE_INFINITY, what: 'list, show NAME or check FILE' },
    });
    const [action = 'list', ...rest] = names;
    const json = said.json === true;
    if (action === 'check') return check(rest, json, io);
    const presets = (): Promise<readonly PresetView[]> =>
      connected(io, said.aws, ({ client }) => client.presets.list({ signal: io.signal }));
    if (action === 'list' && rest.length === 0) return list(await presets(), json, io);
    if (action === 'show' && rest.length === 1) return show(await presets(), rest[0] ?? '', json, io);
    const nearest = nearestName(action, ACTIONS);
    if ((ACTIONS as readonly string[]).includes(action))
      throw new UsageError(`darkroom presets ${action} takes ${action === 'list' ? 'no names' : 'one name'}`, HINT);
    throw new UsageError(
      `there is no darkroom presets ${action}${nearest === undefined ? '' : `; did you mean ${nearest}?`}`,
      HINT,
    );
  },
};

const list = (presets: readonly PresetView[], json: boolean, io: CommandIo): ExitCode => {
  if (json) io.out(`${JSON.stringify({ presets })}\n`);
  else if (presets.length === 0) io.out('No presets. Put one into presets/<name>.json.\n');
  else {
    const rows = presets.map((preset) => [
      preset.name,
      preset.minImages,
      preset.problem === undefined
        ? shorten(preset.description ?? preset.prompt ?? '', 80)
        : `cannot be used: ${preset.problem.message}`,
    ]);
    io.out(table(['preset', 'pictures', 'what it does'], rows));
  }
  return EXIT.done;
};

const show = (presets: readonly PresetView[], name: string, json: boolean, io: CommandIo): ExitCode => {
  const preset = presets.find((each) => each.name === name);
  if (preset === undefined) {
    throw new UsageError(
      `there is no preset ${name}; ${suggest(
        name,
        presets.map((each) => each.name),
      )}`,
      'List them: darkroom presets',
    );
  }
  io.out(json ? `${JSON.stringify(preset)}\n` : presetText(preset));
  return preset.problem === undefined ? EXIT.done : EXIT.refused;
};

const presetText = ({ name, description, prompt, placeholders, images, minImages, parameters, problem }: PresetView): string =>
  [
    `${name}: ${description ?? ''}`.trimEnd(),
    ...(problem === undefined ? [] : [`cannot be used: ${problem.message}`, problem.hint]),
    ...(prompt === undefined ? [] : ['', prompt, '']),
    ...placeholders.map(
      (placeholder) =>
        `  --value ${placeholder.name}=...   ${placeholder.description ?? ''} ${placeholder.default === undefined ? '(must be said)' : `(default: ${placeholder.default})`}`,
    ),
    ...images.map((image) => `  goes with ${image}`),
    ...(minImages > 1 ? [`  needs ${minImages} pictures`] : []),
    ...Object.entries(parameters).map(([parameter, value]) => `  ${parameter} ${String(value)}`),
    '',
  ].join('\n');

const check = async (files: readonly string[], json: boolean, io: CommandIo): Promise<ExitCode> => {
  if (files.length === 0) throw new UsageError('darkroom presets check needs the name of a file', HINT);
  let code: ExitCode = EXIT.done;
  for (const file of files) {
    const problem = await problemOf(file, io.cwd);
    if (json)
      io.out(
        `${JSON.stringify({ file, ok: problem === undefined, ...(problem === undefined ? {} : { error: problem.problem }) })}\n`,
      );
    else if (problem === undefined) io.out(`${file}: fine\n`);
    else io.err(`${problem.message}\n`);
    if (problem !== undefined) code = EXIT.refused;
  }
  return code;
};

const problemOf = async (file: string, cwd: string): Promise<InvalidEdit | undefined> => {
  const name = basename(file, extname(file));
  const text = await readFile(resolve(cwd, file), 'utf8').catch((cause: unknown) => {
    throw new UsageError(`${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, 'Check the name.', {
      cause,
    });
  });
  const hint = `Correct ${file} and check it again.`;
  if (extname(file) !== '.json' || !presetNameField.safeParse(name).success) {
    const message = `${file}: a preset is called <name>.json, with lower-case letters, digits and dashes, at most 63`;
    return new InvalidEdit({ code: 'PRESET_REFUSED', message, hint });
  }
  const read = readPreset(name, text, file);
  return 'problem' in read ? new InvalidEdit({ ...read.problem, hint }) : undefined;
};
