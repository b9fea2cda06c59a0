/** The service: its key, the way to it, and its clock. */
import type { Problem } from '#core/errors.ts';
import { checkModelStudio, type ModelStudioFinding, proxyNote } from '#local/model/check-model-studio.ts';
import type { Env, Finding } from './finding.ts';

/** The key, its form, its region, and whether the service takes it. */
export const checkService = async (env: Env, signal: AbortSignal): Promise<readonly Finding[]> => {
  const service = await checkModelStudio(env, { signal });
  const proxy = checkProxy(env);
  const told = service.state === 'invalid-settings' && proxy.some(({ found }) => found === service.problem.message);
  return [...proxy, ...(told ? [] : keyFindings(service)), ...clockFindings(service)];
};

const failed = (check: string, { message, hint }: Problem): Finding => ({ check, state: 'fail', found: message, hint });

const keyFindings = (service: ModelStudioFinding): readonly Finding[] => {
  switch (service.state) {
    case 'invalid-settings':
      return [failed('key', service.problem)];
    case 'no-key':
      return [
        {
          check: 'key',
          state: 'warn',
          found: 'DASHSCOPE_API_KEY is not set: the simulator edits, free of charge',
          hint: 'For real edits set DASHSCOPE_API_KEY to a pay-as-you-go key of Model Studio.',
        },
      ];
    case 'rejected':
      return [
        { check: 'service', state: 'ok', found: `${service.baseUrl} answers` },
        {
          check: 'key',
          state: 'fail',
          found: service.problem.message,
          hint: `${service.problem.hint} A key works in its own region only: DARKROOM_REGION is singapore or beijing.`,
        },
      ];
    case 'unreachable':
      return [
        {
          check: 'service',
          state: 'fail',
          found: `${service.baseUrl}: ${service.problem.message}`,
          hint: service.problem.hint,
        },
      ];
    case 'usable':
      return [
        { check: 'service', state: 'ok', found: `${service.baseUrl} answers in ${service.ms} ms` },
        { check: 'key', state: 'ok', found: 'the service takes it; edits are real and paid' },
      ];
  }
};

/** What the environment says of proxies, and what becomes of it. */
export const checkProxy = (env: Env): readonly Finding[] => {
  const note = proxyNote(env);
  switch (note.state) {
    case 'none':
      return [];
    case 'used':
      return [{ check: 'proxy', state: 'ok', found: `the service is reached through ${note.host} (HTTPS_PROXY)` }];
    case 'excepted':
      return [
        { check: 'proxy', state: 'ok', found: `${note.host} is set, but NO_PROXY excepts the service: it is reached directly` },
      ];
    case 'refused':
      return [failed('proxy', note.problem)];
    case 'ignored':
      return [
        {
          check: 'proxy',
          state: 'warn',
          found: `${note.names.join(', ')} is not used: the service is reached directly`,
          hint: 'If it is reached through a proxy only, set HTTPS_PROXY=http://host:port; NO_PROXY says what is reached without it.',
        },
      ];
  }
};

/** A difference beyond this makes records and times hard to read, in ms. */
const LARGE_OFFSET_MS = 60_000;

const clockFindings = (service: ModelStudioFinding): readonly Finding[] => {
  if (service.state !== 'usable' || service.clockOffsetMs === undefined) return [];
  const seconds = Math.round(Math.abs(service.clockOffsetMs) / 1000);
  if (seconds * 1000 <= LARGE_OFFSET_MS) {
    return [{ check: 'clock', state: 'ok', found: `within ${seconds} s of the service's` }];
  }
  return [
    {
      check: 'clock',
      state: 'warn',
      found: `this machine's clock is ${seconds} s ${service.clockOffsetMs > 0 ? 'behind' : 'ahead of'} the service's`,
      hint: 'Edits stay right, since a task is looked for by the clock of the service; times in records and the day of the budget are off. Set the clock: timedatectl set-ntp true; on Windows w32tm /resync; under WSL wsl --shutdown.',
    },
  ];
};
