import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseArgs } from '#cli/args/parse-args.ts';
import { COMMANDS, runCommandLine } from '#cli/command-table.ts';
import { newHome, PROJECT } from '#test/e2e/home.ts';
import { recordingIo, type Session, startSession } from './session.ts';

let session: Session;
/** One edit that is done, and one that failed: made once, looked at by every test. */
let done: string;
let failed: string;
beforeAll(async () => {
  session = await startSession();
  const [good, bad] = await Promise.all([
    session.run(['edit', 'vase.jpg', '--preset', 'restyle', '--json']),
    session.run(['edit', 'a clock.png', '--prompt', 'x [simulate DataInspectionFailed]', '--json']),
  ]);
  done = JSON.parse(good.out).id;
  failed = JSON.parse(bad.out).id;
});
afterAll(() => session.end());

const json = async (...words: readonly string[]) => JSON.parse((await session.run([...words, '--json'])).out);

/** The words of a command line as a shell splits them. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g)].map(([word]) => word.replaceAll(/["']/g, ''));

describe('darkroom', () => {
  it('lists every command with what it does', async () => {
    const { code, out } = await session.run([]);
    expect(code).toBe(0);
    for (const { name, summary } of COMMANDS) expect(out).toContain(`  ${name.padEnd(10)}${summary}`);
  });
  it.each(COMMANDS.map((command) => [command.name, command] as const))('%s teaches by example', async (name, command) => {
    const help = await session.run(['help', name]);
    expect(help).toEqual({ code: 0, err: '', out: command.help });
    expect(command.help).toMatch(/^\S.+\n\n( {2}.*npm (start|run.* (darkroom|edit) -- .+)\n)+/m);
    expect(command.help.split('\n').every((line) => line.length <= 140)).toBe(true);
  });
  it.each(COMMANDS.flatMap(({ examples }) => examples))('the example "%s" can be typed', (example) => {
    const [name, ...args] = wordsOf(example.split(' | ')[0] ?? '').filter((word) => !/^[A-Z_]+=/.test(word));
    const command = COMMANDS.find((each) => each.name === name);
    if (command === undefined) throw new Error(`there is no command ${name}`);
    expect(() => parseArgs(args, command.grammar)).not.toThrow();
  });
  it.each(COMMANDS.map(({ name }) => name))('%s rejects a flag that it does not know, and spends nothing', async (name) => {
    const { code, err } = await session.run([name, '--jsn']);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining('there is no flag --jsn; did you mean --json?') });
  });
  it('rejects an unknown command, naming the nearest', async () => {
    expect(await session.run(['lst'])).toEqual({
      code: 2,
      out: '',
      err: 'there is no command lst; did you mean "list"?\nHelp: npm run darkroom -- --help\n',
    });
    expect(JSON.parse((await session.run(['lst', '--json'])).out).error.code).toBe('USAGE');
  });
});

describe('list', () => {
  it('shows the newest first, with status, cost and what it was', async () => {
    const { out } = await session.run(['list']);
    expect(out).toMatch(/^id +age +status +made +cost +what\n/);
    expect(out).toContain(done.slice(0, 10));
    expect(out).toMatch(/SUCCEEDED +1 {2}\$0\.03 +api: restyle/);
  });
  it('narrows by state in any case, by text and by number', async () => {
    expect((await json('list', '--state', 'failed')).edits.map(({ id }: { id: string }) => id)).toEqual([failed]);
    expect((await json('list', '--search', 'restyle')).edits.map(({ id }: { id: string }) => id)).toContain(done);
    expect((await json('list', '--limit', '1')).edits).toHaveLength(1);
    expect((await session.run(['list', '--search', 'nothing like it'])).out).toBe('No edits.\n');
  });
  it.each([
    [['--state', 'DONE'], /^--state takes QUEUED, /],
    [['--limit', '0'], /^--limit takes 1 to 100/],
    [['everything'], /takes no names, but got "everything"/],
  ])('rejects %j by the name of the flag', async (words, reason) => {
    expect(await session.run(['list', ...words])).toMatchObject({ code: 2, err: expect.stringMatching(reason) });
  });
});

describe('show', () => {
  it('takes the beginning of an id, and shows what was asked, made and paid', async () => {
    const { code, out } = await session.run(['show', done.slice(0, 10)]);
    expect(code).toBe(0);
    expect(out).toContain(`edit          ${done}\n`);
    expect(out).toMatch(/really asked +\S/);
    expect(out).toMatch(/result 1 +\/.+1\.png {2}\d+\*\d+/);
    expect(out).toMatch(/cost +\$0\.03 for 1/);
    expect((await json('show', done)).id).toBe(done);
  });
  it('says why an edit failed and what to do', async () => {
    expect((await session.run(['show', failed])).out).toMatch(/problem +.+\nwhat to do +.+/);
  });
  it.each([
    ['ffffffffff', /no edit has an id that begins with ffffffffff/],
    ['nonsense', /"nonsense" is not the id of an edit/],
    ['f'.repeat(40), /there is no edit/],
  ])('rejects %s', async (id, reason) => {
    expect(await session.run(['show', id])).toMatchObject({ code: 2, err: expect.stringMatching(reason) });
  });
});

describe('pause, cancel, watch, retry and resume', () => {
  it('hold new edits, end one that waits, and let the others go on', async () => {
    expect((await session.run(['pause'])).out).toContain('is paused');
    const first = (await session.run(['edit', 'vase.jpg', '--prompt', 'first', '--no-wait'])).out.trim();
    const second = (await session.run(['edit', 'vase.jpg', '--prompt', 'second', '--no-wait'])).out.trim();
    expect(await session.run(['cancel', second])).toMatchObject({ code: 0, out: `${second} canceled\n` });
    expect((await session.run(['watch', second])).code).toBe(1);
    expect((await session.run(['pause'])).out).toContain('already paused');
    const watching = session.run(['watch', '--json']);
    expect(await json('resume')).toEqual({ paused: false });
    const seen = (await watching).out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(seen[0]).toMatchObject({ id: first });
    expect(seen.at(-1)).toMatchObject({ id: first, status: 'SUCCEEDED' });
    expect((await session.run(['watch'])).err).toBe('No edit is under way.\n');
  });
  it('retry makes a new edit with what was changed, and links it to the old one', async () => {
    const report = await json('retry', failed, '--prompt', 'without the trouble', '--seed', '7');
    expect(report).toMatchObject({ status: 'SUCCEEDED', prompt: 'without the trouble' });
    expect(await json('show', report.id)).toMatchObject({ retryOf: failed, parameters: { seed: 7 } });
  });
  it.each([
    [['--adopt', '12345678-aaaa'], /only an UNRESOLVED edit can adopt/],
    [['--adopt', '12345678-aaaa', '--n', '2'], /nothing about it can be changed/],
    [['--size', '1*1'], /^--size 1\*1 has 1 pixels/],
    [['--preset', 'restyle'], /no flag --preset/],
  ])('retry rejects %j', async (words, reason) => {
    expect(await session.run(['retry', done, ...words])).toMatchObject({ code: 2, err: expect.stringMatching(reason) });
  });
});

describe('open', () => {
  it('shows the page, or results, in the viewer of the system', async () => {
    expect((await session.run(['open'])).out).toBe(`${session.runtime.url}\n`);
    expect(session.launched).toEqual([session.runtime.url]);
    const { targets } = await json('open', done);
    expect(targets).toEqual([expect.stringMatching(/^file:\/\/.+\/1\.png$/)]);
    expect((await readFile(new URL(targets[0]))).length).toBeGreaterThan(1000);
  });
  it('prints the address where there is no viewer, or none is wanted', async () => {
    const { out, err } = await session.run(['open'], { launch: async () => false });
    expect({ out, err }).toEqual({ out: `${session.runtime.url}\n`, err: expect.stringContaining('open that yourself') });
    expect((await session.run(['open', done, '--print'])).err).toBe('');
  });
  it('rejects an edit without results', async () => {
    expect(await session.run(['open', failed])).toMatchObject({ code: 2, err: expect.stringContaining('has no results') });
  });
});

describe('presets', () => {
  it('lists them, and shows one with its placeholders', async () => {
    expect((await session.run(['presets'])).out).toMatch(/fuse-two +2 {2}Carry the pattern/);
    expect((await session.run(['presets', 'show', 'lighting'])).out).toMatch(
      /--value light=\.\.\. .+\(default: warm evening sun/,
    );
    const starters = (await readdir(join(PROJECT, 'presets'))).map((name) => name.replace('.json', '')).sort();
    expect((await json('presets')).presets.map(({ name }: { readonly name: string }) => name)).toEqual(starters);
    expect((await json('presets', 'show', 'lighting')).name).toBe('lighting');
  });
  it('checks files, line by line', async () => {
    await mkdir(join(session.cwd, 'mine'), { recursive: true });
    const file = (name: string, text: string) => writeFile(join(session.cwd, 'mine', name), text);
    await file('good.json', '{ "prompt": "Make it {colour}", "placeholders": { "colour": { "default": "blue" } } }');
    await file('bad.json', '{\n  "promt": "x",\n  "n": 9\n}');
    await file('unused.json', '{\n  "prompt": "Make it blue",\n  "placeholders": {\n    "colour": {}\n  }\n}');
    await file('Bad Name.json', '{ "prompt": "x" }');
    expect(await session.run(['presets', 'check', 'mine/good.json'])).toEqual({
      code: 0,
      out: 'mine/good.json: fine\n',
      err: '',
    });
    const { code, err } = await session.run(['presets', 'check', 'mine/bad.json', 'mine/unused.json', 'mine/Bad Name.json']);
    expect(code).toBe(2);
    expect(err).toContain('line 2, column 3: promt is not known; did you mean "prompt"?');
    expect(err).toContain('line 3, column 3: n must be at most 4');
    expect(err).toContain('mine/unused.json: line 4, column 5: placeholders.colour does not occur in the prompt as {colour}');
    expect(err).toContain('mine/Bad Name.json: a preset is called <name>.json');
  });
  it.each([
    [['chek', 'x.json'], /did you mean "check"\?/],
    [['show', 'lightning'], /did you mean "lighting"/],
    [['show'], /takes NAME/],
    [['check', 'nowhere.json'], /cannot be read/],
  ])('rejects %j', async (words, reason) => {
    expect(await session.run(['presets', ...words])).toMatchObject({ code: 2, err: expect.stringMatching(reason) });
  });
});

describe('cost', () => {
  it('sums what was charged by day, preset and state', async () => {
    const byDay = await json('cost');
    expect(byDay.rows).toEqual([
      { name: new Date().toISOString().slice(0, 10), edits: byDay.edits, images: byDay.images, costUsd: byDay.costUsd },
    ]);
    expect(byDay.costUsd).toBeCloseTo(byDay.images * 0.03);
    expect((await json('cost', '--by', 'state')).rows).toContainEqual({ name: 'FAILED', edits: 1, images: 0, costUsd: 0 });
    expect((await session.run(['cost', '--by', 'preset', '--days', '2'])).out).toMatch(
      /restyle +1 +1 {2}\$0\.03[\s\S]+Today: \d+ images charged/,
    );
  });
  it.each([
    [['--by', 'moon'], /--by takes day, preset, state/],
    [['--days', '0'], /--days takes 1 to 3650/],
  ])('rejects %j', async (words, reason) => {
    expect(await session.run(['cost', ...words])).toMatchObject({ code: 2, err: expect.stringMatching(reason) });
  });
});

describe('webhooks', () => {
  it('are added, tested, looked at, sent again, and removed', async () => {
    let answer = 204;
    const server = createServer((request, response) => void request.resume().on('end', () => response.writeHead(answer).end()));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
      const added = await session.run(['webhooks', 'add', url, '--events', 'succeeded, failed', '--description', 'mine']);
      expect(added.out).toMatch(/^we_\w+ hears of succeeded, failed\nsecret: whsec_/);
      const id = added.out.split(' ')[0] ?? '';
      expect((await session.run(['webhooks'])).out).toContain(`${id}  ${url}  succeeded,failed`);
      expect(await session.run(['webhooks', 'test', id])).toMatchObject({
        code: 0,
        out: expect.stringContaining('DELIVERED: HTTP 204'),
      });
      answer = 500;
      const [{ id: delivery }] = (await json('webhooks', 'deliveries', id)).deliveries;
      expect((await session.run(['webhooks', 'redeliver', id, delivery])).code).toBe(1);
      expect((await session.run(['webhooks', 'deliveries', id, '--state', 'delivered'])).out).toBe('No deliveries.\n');
      expect((await json('webhooks', 'secret', id)).secret).toMatch(/^whsec_/);
      expect((await session.run(['webhooks', 'enable', id])).code).toBe(0);
      expect((await session.run(['webhooks', 'remove', id])).out).toBe(`${id} removed\n`);
      expect((await session.run(['webhooks', 'list'])).out).toBe('No webhooks.\n');
    } finally {
      server.close();
      server.closeAllConnections();
    }
  });
  it.each([
    [['ad', 'http://x.example'], /did you mean "add"/],
    [['add'], /takes URL/],
    [['add', 'http://127.0.0.1:1', '--events', 'finished'], /^--events 0 must be one of "queued"/],
    [['deliveries', 'we_1', '--state', 'LOST'], /--state takes/],
    [['test', 'we_000'], /we_000/],
  ])('reject %j', async (words, reason) => {
    expect(await session.run(['webhooks', ...words])).toMatchObject({ code: 2, err: expect.stringMatching(reason) });
  });
});

describe('doctor', () => {
  it('finds nothing wrong here, and says what is not as it could be', async () => {
    const { code, out } = await session.run(['doctor']);
    expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('Nothing is wrong.') });
    expect(out).toMatch(/note {2}key +DASHSCOPE_API_KEY is not set/);
    expect(out).toMatch(/ok {4}Darkroom +http/);
  });
  it.each([
    [{ DASHSCOPE_API_KEY: 'sk-sp-123' }, 'key', /Coding Plan/],
    [{ DARKROOM_REGION: 'mars' }, 'key', /mars is not known/],
    [
      { DASHSCOPE_API_KEY: 'sk-3f2a91c0d490bd12aa07', DASHSCOPE_HTTP_BASE_URL: 'http://127.0.0.1:9/api/v1' },
      'service',
      /127\.0\.0\.1:9/,
    ],
    [{ DARKROOM_CAPACITY: 'many' }, 'limits', /DARKROOM_CAPACITY=many/],
    [{ DARKROOM_HOME: 'vase.jpg/home' }, 'folder', /vase\.jpg is not a folder/],
  ])('says what is wrong with %j, and what to do', async (env, check, found) => {
    const { code, out } = await session.run(['doctor', '--json'], { env: { DARKROOM_HOME: session.home, ...env } });
    const finding = JSON.parse(out).findings.find((each: { check: string; state: string }) => each.check === check);
    expect(finding).toMatchObject({ state: 'fail', found: expect.stringMatching(found), hint: expect.stringMatching(/\S/) });
    expect(code).toBe(1);
  });
  it('tries the key on the service without spending', async () => {
    const { baseUrl, simulator } = session.runtime.modelStudio;
    const creates = simulator?.requests.creates;
    const env = { DARKROOM_HOME: session.home, DASHSCOPE_API_KEY: 'sk-3f2a91c0d490bd12aa07', DASHSCOPE_HTTP_BASE_URL: baseUrl };
    const { out } = await session.run(['doctor'], { env });
    expect(out).toMatch(/ok {4}key +the service takes it/);
    expect(simulator?.requests.creates).toBe(creates);
  });
});

describe('start', () => {
  it('runs until it is told to stop, and is found by the other commands', async () => {
    const home = await newHome();
    const stop = new AbortController();
    const ready = Promise.withResolvers<string>();
    const { io } = recordingIo(home.path, session.cwd, { signal: stop.signal, out: ready.resolve });
    const ended = runCommandLine(['start', '--port', '0', '--no-samples', '--json'], io);
    try {
      const { url } = JSON.parse(await ready.promise);
      const opened = recordingIo(home.path, session.cwd);
      expect(await runCommandLine(['open', '--print'], opened.io)).toBe(0);
      expect(opened.out()).toBe(`${url}\n`);
    } finally {
      stop.abort();
      expect(await ended).toBe(0);
      const gone = recordingIo(home.path, session.cwd);
      expect(await runCommandLine(['open'], gone.io)).toBe(2);
      expect(gone.err()).toContain('Start it: npm start');
      await home.remove();
    }
  });
});
