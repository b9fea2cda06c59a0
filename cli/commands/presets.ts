/** `presets`: list them, show one, check a file. */
import { readFile } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import type { PresetView } from '#client/types.ts';
import { InvalidEdit } from '#core/errors.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import { readPreset } from '#core/request/preset.ts';
import { presetNameField } from '#core/request/request.ts';
import { suggest } from '#core/text/suggest.ts';
import { type Action, chooseAction } from '../args/actions.ts';
import { awsFlag, jsonFlag } from '../args/flags.ts';
import { type CommandIo, EXIT, type ExitCode, UsageError } from '../command.ts';
import { commandLine } from '../command-line.ts';
import { connected } from '../connect.ts';
import { defineCommand } from '../define-command.ts';
import { jsonLine, printResult } from '../output/print.ts';
import { shorten, table } from '../output/tables.ts';

interface PresetsInput {
  readonly names: readonly string[];
  readonly json: boolean;
  readonly io: CommandIo;
  readonly presets: () => Promise<readonly PresetView[]>;
}

const ACTIONS: Readonly<Record<string, Action & { readonly act: (input: PresetsInput) => Promise<ExitCode> }>> = {
  list: { takes: [], act: async ({ json, io, presets }) => list(await presets(), json, io) },
  show: { takes: ['NAME'], act: async ({ names: [name = ''], json, io, presets }) => show(await presets(), name, json, io) },
  check: { takes: ['FILE...'], act: ({ names, json, io }) => check(names, json, io) },
};

/** The command. */
export const presetsCommand = defineCommand({
  name: 'presets',
  summary: 'list presets, show one, check a file',
  about: 'Presets: instructions with a name.',
  examples: [
    ['presets', 'list them'],
    ['presets show lighting', 'one, with its prompt and its placeholders'],
    ['presets check presets/my-style.json', 'say what is wrong in a file, line by line'],
  ],
  names: { min: 0, max: Number.POSITIVE_INFINITY, what: 'list, show NAME or check FILE...' },
  flags: { ...awsFlag('the presets of a deployed Darkroom (list, show)'), ...jsonFlag('as the API answers them') },
  notes: [
    'A preset is a file presets/<name>.json in the home folder or the uploads bucket; docs/how-to/presets.md shows how to write one.',
    'Exit status of check: 0 fine, 2 rejected.',
  ],
  run: async ({ options: { aws, json }, names: typed }, io) => {
    const { action, names } = chooseAction('presets', ACTIONS, typed);
    const presets = (): Promise<readonly PresetView[]> =>
      connected(io, aws, ({ client }) => client.presets.list({ signal: io.signal }));
    return action.act({ names, json, io, presets });
  },
});

const list = (presets: readonly PresetView[], json: boolean, io: CommandIo): ExitCode => {
  if (json) io.out(jsonLine({ presets }));
  else if (presets.length === 0) io.out('No presets. Put one into presets/<name>.json.\n');
  else {
    const rows = presets.map((preset) => [
      preset.name,
      preset.minImages,
      preset.problem === undefined
        ? shorten(preset.description ?? preset.prompt ?? '', 80)
        : `cannot be used: ${preset.problem.message}`,
    ]);
    io.out(table(['preset', 'images', 'what it does'], rows));
  }
  return EXIT.done;
};

const show = (presets: readonly PresetView[], name: string, json: boolean, io: CommandIo): ExitCode => {
  const preset = presets.find((each) => each.name === name);
  if (preset === undefined) {
    const names = presets.map((each) => each.name);
    throw new UsageError(`there is no preset ${name}; ${suggest(name, names)}`, `List them: ${commandLine('presets')}`);
  }
  printResult(io, json, preset, presetText(preset));
  return preset.problem === undefined ? EXIT.done : EXIT.rejected;
};

const presetText = ({ name, description, prompt, placeholders, images, minImages, parameters, problem }: PresetView): string =>
  [
    `${name}: ${description ?? ''}`.trimEnd(),
    ...(problem === undefined ? [] : [`cannot be used: ${problem.message}`, problem.hint]),
    ...(prompt === undefined ? [] : ['', prompt, '']),
    ...placeholders.map(
      (placeholder) =>
        `  --value ${placeholder.name}=...   ${placeholder.description ?? ''} ${placeholder.default === undefined ? '(required)' : `(default: ${placeholder.default})`}`,
    ),
    ...images.map((image) => `  goes with ${image}`),
    ...(minImages > 1 ? [`  needs ${minImages} images`] : []),
    ...Object.entries(parameters).map(([parameter, value]) => `  ${parameter} ${String(value)}`),
    '',
  ].join('\n');

const check = async (files: readonly string[], json: boolean, io: CommandIo): Promise<ExitCode> => {
  let code: ExitCode = EXIT.done;
  for (const file of files) {
    const invalid = await checkFile(file, io.cwd);
    if (json) io.out(jsonLine({ file, ok: invalid === undefined, ...omitUndefined({ error: invalid?.problem }) }));
    else if (invalid === undefined) io.out(`${file}: fine\n`);
    else io.err(`${invalid.message}\n`);
    if (invalid !== undefined) code = EXIT.rejected;
  }
  return code;
};

/** What is wrong in a file, if anything. @throws UsageError when it cannot be read */
const checkFile = async (file: string, cwd: string): Promise<InvalidEdit | undefined> => {
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
