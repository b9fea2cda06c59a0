/** `doctor`: whether everything that edits need is there. */
import { createClient } from '#client/client.ts';
import { awsFlag, jsonFlag } from '../args/flags.ts';
import { findApi } from '../aws/find-api.ts';
import { type CommandIo, EXIT } from '../command.ts';
import { findRunning, homeOf } from '../connect.ts';
import { defineCommand } from '../define-command.ts';
import { checkApi, checkNode, checkSettings, silentFinding } from '../doctor/check-darkroom.ts';
import { checkHome } from '../doctor/check-home.ts';
import { checkService } from '../doctor/check-service.ts';
import { type Finding, problemFinding } from '../doctor/finding.ts';
import { printResult } from '../output/print.ts';
import { padEnd, widthOf } from '../output/text-width.ts';

/** How long the service may take to answer. */
const TIMEOUT_MS = 15_000;

/** The command. */
export const doctorCommand = defineCommand({
  name: 'doctor',
  summary: 'look whether everything that edits need is there',
  about: 'Look whether everything that edits need is there, and say what to do where it is not. Spends nothing.',
  examples: ['doctor', 'doctor --aws Darkroom', 'doctor --json | jq \'.findings[] | select(.state != "ok")\''],
  flags: {
    ...awsFlag('a deployed Darkroom: credentials, stack, API, budget, presets'),
    ...jsonFlag('the findings as one JSON object'),
  },
  notes: [
    'Here it looks at Node, proxies, the key and its region, the service and its clock, the folder, its rights and its disk, limits,',
    'and the Darkroom that runs.',
    'Exit status: 0 nothing is wrong, 1 something is.',
  ],
  run: async ({ options: { aws, json } }, io) => {
    const signal = AbortSignal.any([io.signal, AbortSignal.timeout(TIMEOUT_MS)]);
    const findings = aws === undefined ? await examineHere(io, signal) : await examineAws(aws, io, signal);
    printResult(io, json, { findings }, findingsText(findings));
    return findings.some(({ state }) => state === 'fail') ? EXIT.failed : EXIT.done;
  },
});

const examineHere = async (io: CommandIo, signal: AbortSignal): Promise<readonly Finding[]> => {
  const home = homeOf(io);
  const running = (await findRunning(home))?.url;
  return [
    checkNode(process.version),
    ...(await checkService(io.env, signal)),
    ...(await checkHome(home, io.env, io.now())),
    ...checkSettings(io.env),
    ...(running === undefined ? [silentFinding(home)] : await checkApi(createClient({ baseUrl: running }), running, signal)),
  ];
};

const examineAws = async (target: string, io: CommandIo, signal: AbortSignal): Promise<readonly Finding[]> => {
  try {
    const { outputs: _outputs, ...api } = await findApi(target, io);
    return [{ check: 'credentials', state: 'ok', found: 'found' }, ...(await checkApi(createClient(api), api.baseUrl, signal))];
  } catch (error) {
    return [problemFinding('credentials', error)];
  }
};

const MARKS = { ok: 'ok  ', warn: 'note', fail: 'FAIL' } as const;

const findingsText = (findings: readonly Finding[]): string => {
  const width = Math.max(...findings.map(({ check }) => widthOf(check)));
  const lines = findings.flatMap(({ check, state, found, hint }) => [
    `${MARKS[state]}  ${padEnd(check, width)}  ${found}`,
    ...(hint === undefined ? [] : [`      ${' '.repeat(width)}  ${hint}`]),
  ]);
  const wrong = findings.filter(({ state }) => state === 'fail').length;
  return `${lines.join('\n')}\n\n${wrong === 0 ? 'Nothing is wrong.' : `${wrong === 1 ? 'One thing is' : `${wrong} things are`} wrong.`}\n`;
};
