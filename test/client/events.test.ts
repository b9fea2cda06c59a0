import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createClient } from '#client/client.ts';
import { readBlocks, type StreamBlock, type StreamItem } from '#client/events.ts';
import { type EditEvent, MOMENTS } from '#core/events/events.ts';
import { STREAM_GAP, STREAM_HEARTBEAT, streamBlock, streamOpening } from '#core/events/stream.ts';
import { json, scriptedFetch } from './scripted-fetch.ts';

const event: EditEvent = {
  id: 'a:QUEUED',
  detailType: MOMENTS.QUEUED.detailType,
  detail: {
    version: '1',
    editId: 'a',
    state: 'QUEUED',
    time: '2026-01-02T03:04:05.000Z',
    source: { kind: 'api' },
    resultPrefix: 'results/a/',
    results: [],
  },
};
const whole = `${streamOpening()}${STREAM_HEARTBEAT}${streamBlock(event)}${STREAM_GAP}`;

async function* chunksOf(text: string, cuts: readonly number[]): AsyncGenerator<string> {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  let from = 0;
  for (const to of [...places, text.length]) {
    yield text.slice(from, to);
    from = to;
  }
}
const blocksOf = async (text: string, cuts: readonly number[]): Promise<readonly StreamBlock[]> => {
  const blocks: StreamBlock[] = [];
  for await (const block of readBlocks(chunksOf(text, cuts))) blocks.push(block);
  return blocks;
};

describe('the stream of events', () => {
  it.each(['\n', '\r\n', '\r'])('is read the same wherever it is cut, with line ends %j', async (end) => {
    const text = whole.replaceAll('\n', end);
    const expected = [
      { id: 'a:QUEUED', event: 'edit.queued', data: expect.stringContaining('"editId":"a"') },
      { event: 'gap', data: '{}' },
    ];
    expect(await blocksOf(text, [])).toEqual(expected);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(), { maxLength: 8 }), async (cuts) => {
        expect(await blocksOf(text, cuts)).toEqual(expected);
      }),
    );
  });

  it.each([
    ['a byte order mark before everything is skipped', '\uFEFFevent: a\ndata: 1\n\n', [{ event: 'a', data: '1' }]],
    ['several data lines are joined', 'data: 1\ndata:2\ndata\n\n', [{ event: 'message', data: '1\n2\n' }]],
    ['comments say nothing, inside a block either', ': hello\n\n:\ndata: 1\n: x\n\n', [{ event: 'message', data: '1' }]],
    ['only one space after the colon is dropped', 'data:  1 \n\n', [{ event: 'message', data: ' 1 ' }]],
    ['a block without data says nothing', 'event: a\nid: 7\n\ndata: 1\n\n', [{ event: 'message', data: '1' }]],
    ['a wait before connecting again is no event', 'retry: 10\n\ndata: 1\n\n', [{ event: 'message', data: '1' }]],
    ['an event without a name is a message', 'event:\ndata: 1\n\n', [{ event: 'message', data: '1' }]],
    ['an id with a NUL is none', 'id: a\0b\ndata: 1\n\n', [{ event: 'message', data: '1' }]],
    ['unknown fields say nothing', 'colour: red\nDATA: 2\ndata: 1\n\n', [{ event: 'message', data: '1' }]],
    ['a block that is cut off is dropped', 'data: 1\n\ndata: 2\n', [{ event: 'message', data: '1' }]],
  ])('follows the HTML standard: %s', async (_rule, text, expected) => {
    expect(await blocksOf(text, [])).toEqual(expected);
    expect(
      await blocksOf(
        text,
        Array.from(text, (_, at) => at),
      ),
    ).toEqual(expected);
  });

  it('yields events and gaps, and begins after the last one seen', async () => {
    const { fetch, sent } = scriptedFetch(new Response(whole));
    const items: StreamItem[] = [];
    for await (const item of createClient({ baseUrl: 'http://api.test', fetch }).events({ lastEventId: 'x' })) items.push(item);
    expect(items.map(({ kind }) => kind)).toEqual(['event', 'gap']);
    expect(items[0]).toMatchObject({ id: 'a:QUEUED', message: { type: 'edit.queued', data: { editId: 'a' } } });
    expect(sent[0]).toMatchObject({ url: 'http://api.test/events', headers: { 'last-event-id': 'x' } });
  });

  it('throws when the API rejects it', async () => {
    const { fetch } = scriptedFetch(json({ error: { code: 'ROUTE_NOT_FOUND', message: 'm', hint: 'h' } }, 404));
    await expect(createClient({ baseUrl: 'http://api.test', fetch }).events().next()).rejects.toMatchObject({
      code: 'ROUTE_NOT_FOUND',
    });
  });
});
