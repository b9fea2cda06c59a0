import { describe, expect, it } from 'vitest';
import { connect } from '#cli/connect.ts';
import { silentFinding } from '#cli/doctor/check-darkroom.ts';
import { followHome, type Running } from '#cli/follow-home.ts';
import { newHome, startRuntime } from '#test/e2e/home.ts';

/** Answers calls to the addresses that are up, and says whom it asked. */
const network = (...up: string[]) => {
  const asked: string[] = [];
  const send = async (input: Parameters<typeof fetch>[0]): Promise<Response> => {
    asked.push(String(input));
    if (!up.some((url) => String(input).startsWith(url))) throw new TypeError('fetch failed');
    return new Response('{}');
  };
  return { asked, send };
};
const another = (url: string): Running => ({ url, stays: false });
const none = async (): Promise<undefined> => undefined;
const notStarted = async (): Promise<Running> => {
  throw new Error('it must not be started');
};

describe('calls that follow a home', () => {
  it('go to the Darkroom that works there now, and none is sent twice', async () => {
    const { asked, send } = network('http://b');
    const { fetch } = followHome(
      { url: 'http://a', stays: true },
      { find: async () => another('http://b'), start: notStarted, send },
    );
    await expect(fetch('http://a/edits')).rejects.toThrow('fetch failed');
    await fetch('http://a/edits?limit=1');
    expect(asked).toEqual(['http://a/edits', 'http://b/edits?limit=1']);
  });
  it('start none in place of one that a person will start again', async () => {
    const { send } = network();
    const { fetch } = followHome({ url: 'http://a', stays: true }, { find: none, start: notStarted, send });
    await expect(fetch('http://a/')).rejects.toThrow('fetch failed');
    await expect(fetch('http://a/')).rejects.toThrow('fetch failed');
  });
  it("start one, once, in place of another command's own, and stop it at the end", async () => {
    const [started, stopped]: [string[], string[]] = [[], []];
    const start = async (): Promise<Running> => ({
      ...another(`http://own${started.push('own')}`),
      stop: async () => void stopped.push('own'),
    });
    const { send } = network('http://own');
    const { fetch, close } = followHome(another('http://a'), { find: none, start, send });
    const both = await Promise.allSettled([fetch('http://a/1'), fetch('http://a/2')]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await fetch('http://a/3');
    await close();
    expect({ started, stopped }).toEqual({ started: ['own'], stopped: ['own'] });
  });
  it('look for none after an abort, and live with one that cannot be started', async () => {
    const { send } = network();
    const { fetch } = followHome(another('http://a'), { find: none, start: notStarted, send });
    await expect(fetch('http://a/', { signal: AbortSignal.abort() })).rejects.toThrow('fetch failed');
    await expect(fetch('http://a/')).rejects.toThrow('fetch failed');
  });
});

describe('what doctor says of a home in which nobody answers', () => {
  it('tells one that does not answer from none, and makes nothing', async () => {
    const home = await newHome();
    expect(silentFinding(home.path)).toMatchObject({ state: 'ok', found: expect.stringContaining('is not running') });
    const runtime = await startRuntime(home.path, { watch: false });
    expect(silentFinding(home.path)).toMatchObject({ state: 'fail', found: expect.stringContaining('does not answer') });
    await runtime.stop();
    expect(silentFinding(home.path)).toMatchObject({ state: 'ok' });
    await home.remove();
  });
});

describe('two commands in one home', () => {
  it('may begin at the same moment', async () => {
    const home = await newHome();
    const io = { env: { DARKROOM_HOME: home.path }, cwd: home.path };
    const [first, second] = await Promise.all([connect(io), connect(io)]);
    expect(second.url).toBe(first.url);
    await Promise.all([first.close(), second.close()]);
    await home.remove();
  });
  it('go on when the one whose Darkroom it is ends first', async () => {
    const home = await newHome();
    const io = { env: { DARKROOM_HOME: home.path }, cwd: home.path };
    const first = await connect(io);
    const second = await connect(io);
    expect(second.url).toBe(first.url);
    await first.close();
    await expect.poll(() => second.client.health().then(({ status }) => status), { timeout: 20_000 }).toBe('ok');
    await second.close();
    await home.remove();
  });
  it('find a Darkroom that was started again at another address', async () => {
    const home = await newHome();
    const before = await startRuntime(home.path, { watch: false });
    const command = await connect({ env: { DARKROOM_HOME: home.path }, cwd: home.path });
    await before.stop();
    const after = await startRuntime(home.path, { watch: false });
    await expect.poll(() => command.client.health().then(({ status }) => status), { timeout: 20_000 }).toBe('ok');
    await command.close();
    await after.stop();
    await home.remove();
  });
});
