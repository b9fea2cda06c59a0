import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type EditEvent, MOMENTS } from '#core/events/events.ts';
import { EVENT_NAMES, eventName, messageOf } from '#core/events/message.ts';
import {
  appendEvent,
  createEventFeed,
  emptyEventLog,
  eventsAfter,
  STREAM_GAP,
  STREAM_HEARTBEAT,
  streamBlock,
  streamOpening,
  streamStart,
} from '#core/events/stream.ts';
import { eventOf } from '#test/support/webhooks.ts';

/** Reads a stream as the HTML standard says a browser does. */
const read = (stream: string): readonly { id: string; event: string; data: string }[] => {
  const found: { id: string; event: string; data: string }[] = [];
  let [id, event, data] = ['', '', [] as string[]];
  for (const line of stream.split(/\r\n|\r|\n/)) {
    if (line === '') {
      if (data.length > 0) found.push({ id, event, data: data.join('\n') });
      [event, data] = ['', []];
      continue;
    }
    const colon = line.indexOf(':');
    if (colon === 0) continue;
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    const field = colon < 0 ? line : line.slice(0, colon);
    if (field === 'id' && !value.includes('\0')) id = value;
    if (field === 'event') event = value;
    if (field === 'data') data.push(value);
  }
  return found;
};

const events = (count: number): readonly EditEvent[] =>
  Array.from({ length: count }, (_, i) => eventOf('SUCCEEDED', `edit-${i}`));
const logOf = (count: number, capacity = 1000) => events(count).reduce(appendEvent, emptyEventLog(capacity));

describe('a message', () => {
  it('has one short name for each published moment', () => {
    expect(Object.values(MOMENTS).map(({ detailType }) => eventName(detailType))).toEqual(EVENT_NAMES);
  });
});

describe('a block of the stream', () => {
  it('is read by a browser as the message of the event, whatever the texts in it', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.stringMatching(/^[\w-]+$/), (text, id) => {
        const event = { ...eventOf(), id, detail: { ...eventOf().detail, preset: text, resultPrefix: text } };
        const [block, ...more] = read(streamBlock(event));
        expect(more).toEqual([]);
        expect(block).toMatchObject({ id, event: 'edit.succeeded' });
        expect(JSON.parse(block?.data ?? '')).toEqual(JSON.parse(JSON.stringify(messageOf(event))));
      }),
    );
  });

  it('stays one block when an id holds line breaks', () => {
    const [block, ...more] = read(streamBlock({ ...eventOf(), id: 'a\n\ndata: forged\r\0' }));
    expect(more).toEqual([]);
    expect(block).toMatchObject({ id: 'adata: forged', event: 'edit.succeeded' });
  });

  it('is told apart from what readers ignore', () => {
    expect(read(streamOpening() + STREAM_HEARTBEAT)).toEqual([]);
    expect(STREAM_HEARTBEAT).toMatch(/^:.*\n\n$/);
    expect(read(STREAM_GAP)).toEqual([{ id: '', event: 'gap', data: '{}' }]);
    expect(streamOpening(500)).toBe('retry: 500\n\n');
  });
});

describe('the log', () => {
  it('keeps the newest and forgets repeats', () => {
    const log = logOf(5, 3);
    expect(log.events).toEqual(events(5).slice(2));
    expect(appendEvent(log, events(5)[4] as EditEvent)).toBe(log);
  });

  it('gives a reader that comes for the first time nothing of the past', () => {
    expect(eventsAfter(logOf(3), undefined)).toEqual({ events: [], gap: false });
    expect(eventsAfter(logOf(3), '')).toEqual({ events: [], gap: false });
  });

  it('gives a reader exactly what came after what it saw last, or says that some is lost', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), fc.nat(40), (count, capacity, seen) => {
        const all = events(count);
        const { events: missed, gap } = eventsAfter(logOf(count, capacity), all[seen]?.id ?? 'never');
        const kept = all.slice(-capacity);
        const known = seen < count && seen >= count - kept.length;
        expect(gap).toBe(!known);
        expect(missed).toEqual(known ? all.slice(seen + 1) : kept);
      }),
    );
  });

  it('begins a stream with the gap before what is left', () => {
    const blocks = read(streamStart(logOf(4, 2), events(4)[0]?.id));
    expect(blocks.map(({ event }) => event)).toEqual(['gap', 'edit.succeeded', 'edit.succeeded']);
    expect(read(streamStart(logOf(4), events(4)[2]?.id)).map(({ id }) => id)).toEqual([events(4)[3]?.id]);
  });
});

describe('the feed', () => {
  it('sends every reader everything once, across a reconnect', () => {
    const feed = createEventFeed();
    const [all, back] = [[] as string[], [] as string[]];
    feed.subscribe(undefined, (text) => all.push(text));
    const stop = feed.subscribe(undefined, (text) => back.push(text));
    const [first, second, third] = events(3) as readonly [EditEvent, EditEvent, EditEvent];
    feed.publish(first);
    stop();
    feed.publish(second);
    feed.publish(second);
    feed.subscribe(read(back.join('')).at(-1)?.id, (text) => back.push(text));
    feed.publish(third);
    for (const received of [all, back]) {
      expect(read(received.join('')).map(({ id }) => id)).toEqual([first.id, second.id, third.id]);
    }
    expect(feed.readers).toBe(2);
  });

  it('forgets a reader that cannot be written to and goes on with the others', () => {
    const feed = createEventFeed();
    const received: string[] = [];
    feed.subscribe(undefined, (text) => {
      if (text.includes('data:')) throw new Error('the socket is gone');
    });
    feed.subscribe(undefined, (text) => received.push(text));
    feed.publish(eventOf());
    expect(feed.readers).toBe(1);
    expect(read(received.join(''))).toHaveLength(1);
  });
});
