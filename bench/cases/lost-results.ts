/** The ways in which a paid result was lost or stayed away: what the service, its storage and the network do. */
import type { LieRule, TaskServiceOptions } from '#simulator/index.ts';
import type { Case, Seen, Variant } from './case.ts';
import { overASocket } from './over-a-socket.ts';
import { realDownloads } from './real-downloads.ts';
import { delivered, failedFree, onceOrOpen, type Right, rightly } from './right.ts';
import { runEdits, type World } from './run-edits.ts';

const LOST_REPLY: Partial<TaskServiceOptions> = { faults: [{ phase: 'create', kind: 'drop-after-accept', when: { nth: 1 } }] };

const told = (name: string, right: Right, rule: LieRule, world: World = {}): Variant => ({
  name,
  ...right,
  run: () =>
    runEdits({ ...world, service: { ...world.service, lies: [rule] }, parts: { downloads: realDownloads(), ...world.parts } }),
});

const line = (name: string, variants: readonly Variant[]): Case => ({ about: 'lost result', name, variants });

const resolvedTo = (name: string, addresses: readonly string[]): Variant => ({
  name,
  ...delivered(),
  run: () => runEdits({ parts: { downloads: realDownloads({ addresses }) } }),
});

const socket = async (lie: LieRule): Promise<Seen> => {
  const { parts, close } = overASocket();
  try {
    return await runEdits({ parts, service: { lies: [lie] } });
  } finally {
    close();
  }
};

const overSocket = (name: string, rule: LieRule): Variant => ({ name, ...delivered(), run: () => socket(rule) });

const from = (origin: string, allowedHosts: readonly string[] = []): Variant => ({
  name: `${origin}${allowedHosts.length === 0 ? '' : ', allowed'}`,
  ...delivered(),
  run: () => runEdits({ service: { resultOrigin: () => origin }, parts: { downloads: realDownloads({ allowedHosts }) } }),
});

const afterLostReply: World = { service: LOST_REPLY };

/** All of them but those of the machine. */
export const LOST_RESULTS: readonly Case[] = [
  line('the result host resolves to addresses of a stand-in DNS or of NAT64', [
    resolvedTo('198.18.0.7', ['198.18.0.7']),
    resolvedTo('64:ff9b:: around a public IPv4', ['64:ff9b::2f58:102']),
  ]),
  line('the result URL says http://', [told('http://', delivered(), { lie: 'http-url' })]),
  line('JSON comes compressed, or behind a byte order mark', [
    ...['gzip', 'deflate', 'deflate-raw', 'br'].map((value) => overSocket(value, { lie: 'compress', value })),
    overSocket('byte order mark', { lie: 'bom' }),
  ]),
  line('after a lost reply the list says RUNNING for ever', [
    told('stale', delivered(), { lie: 'list-status' }, afterLostReply),
    told('stale, PENDING', delivered(), { lie: 'list-status', value: 'PENDING' }, afterLostReply),
  ]),
  line('an undocumented 4xx of a gateway after acceptance', [
    ...[499, 404, 400, 403, 502].map((value) =>
      told(`a web page, HTTP ${value}`, delivered(), { lie: 'create-page', value, when: { nth: 1 } }),
    ),
    told('an unknown code, HTTP 400', delivered(), { lie: 'create-code', when: { nth: 1 } }),
    told('HTTP 200 without a task id', delivered(), { lie: 'create-no-id', when: { nth: 1 } }),
  ]),
  line('a result that cannot be read, or is dead for good', [
    told('[{url}, null]', delivered(1, ['SUCCEEDED', 'PARTIAL']), { lie: 'null-result' }),
    told('one of two URLs dead', delivered(1, ['PARTIAL']), { lie: 'dead-result' }, { n: 2 }),
  ]),
  line('a result is no PNG, or comes without its length', [
    told('JPEG', delivered(), { lie: 'result-format', value: 'jpeg' }),
    told('WebP', delivered(), { lie: 'result-format', value: 'webp' }),
    told('without Content-Length', delivered(), { lie: 'chunked-result' }),
    told('behind a redirect', delivered(), { lie: 'result-redirect' }),
    told('compressed, unasked', delivered(), { lie: 'compressed-result' }),
    told('as application/octet-stream', delivered(), { lie: 'result-type' }),
  ]),
  line('a task id with characters that mean something in a URL', [
    told('cn.beijing:1/', delivered(), { lie: 'task-id' }),
    told('spaces and question marks', delivered(), { lie: 'task-id', value: '../?#%' }),
  ]),
  line('results under a status that denies them', [
    told('FAILED with a picture', delivered(), { lie: 'failed-with-picture' }),
    told('a word nobody documents', delivered(), { lie: 'status-word' }),
  ]),
  line('a moderate clock difference and a lost reply, one candidate with our prompt', [
    told('90 s', delivered(), { lie: 'clock-skew', value: 90 }, afterLostReply),
    told('-90 s', delivered(), { lie: 'clock-skew', value: -90 }, afterLostReply),
    told('what stays open names the way out', onceOrOpen, { lie: 'list-lag', value: 'ever' }, afterLostReply),
  ]),
  line('a result host outside the usual ones', [
    from('https://dashscope-a717.oss-accelerate.aliyuncs.com'),
    from('https://results.example.com', ['results.example.com']),
  ]),
  line(
    'SUCCEEDED with no results at all',
    ['empty', 'null', 'missing'].map((value) => told(value, failedFree(150), { lie: 'no-results', value })),
  ),
  line('n=2 and one result', [told('one of two', delivered(1, ['PARTIAL']), { lie: 'few-results' }, { n: 2 })]),
  line('more than was asked for, or a picture that cannot be', [
    told('500 results for n=1', delivered(), { lie: 'many-results' }),
    told(
      'a PNG of 65535*65535 pixels',
      rightly('1 POST, not stored as a success, slot free', ({ edits, posts, leaks, kept }) => [
        posts !== 1 && `${posts} POSTs`,
        edits[0]?.state === 'SUCCEEDED' && `SUCCEEDED with ${kept} kept`,
        edits[0]?.times.finishedAt === undefined && 'not ended',
        ...leaks,
      ]),
      { lie: 'huge-result' },
    ),
  ]),
];
