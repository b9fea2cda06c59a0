import { describe, expect, it } from 'vitest';
import { createBus } from '#adapters/embedded/bus.ts';
import { createLineTelemetry } from '#adapters/embedded/line-telemetry.ts';
import { eventOf } from '#test/contract/publisher-contract.ts';

describe('the bus', () => {
  it('tells every listener until it stops listening', async () => {
    const bus = createBus();
    const heard: string[] = [];
    const stop = bus.subscribe(() => void heard.push('first'));
    bus.subscribe(() => void heard.push('second'));
    await bus.publish(eventOf('a'));
    stop();
    await bus.publish(eventOf('b'));
    expect(heard).toEqual(['first', 'second', 'second']);
  });
  it('neither fails nor waits because of a listener, and says which event it failed on', async () => {
    const failures: unknown[] = [];
    const bus = createBus({ onListenerError: (error, event) => void failures.push([String(error), event.id]) });
    const heard: string[] = [];
    bus.subscribe(() => {
      throw new Error('at once');
    });
    bus.subscribe(() => Promise.reject(new Error('later')));
    bus.subscribe(() => new Promise(() => undefined));
    bus.subscribe((event) => void heard.push(event.id));
    await bus.publish(eventOf('a'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual([eventOf('a').id]);
    expect(failures).toEqual([
      ['Error: at once', eventOf('a').id],
      ['Error: later', eventOf('a').id],
    ]);
  });
});

describe('line telemetry', () => {
  it('writes one JSON object a line for every outcome and every measure', () => {
    const lines: string[] = [];
    const telemetry = createLineTelemetry({ clock: { now: () => 0 }, write: (line) => void lines.push(line) });
    telemetry.log('warn', 'step failed', { editId: 'x', code: undefined, attempt: 2 });
    telemetry.measure('DetectionLagSeconds', 0.5);
    telemetry.measure('Edits', 1, { outcome: 'FAILED' });
    expect(lines).toEqual([
      '{"time":"1970-01-01T00:00:00.000Z","level":"warn","event":"step failed","editId":"x","attempt":2}\n',
      '{"time":"1970-01-01T00:00:00.000Z","measure":"DetectionLagSeconds","unit":"Seconds","value":0.5}\n',
      '{"time":"1970-01-01T00:00:00.000Z","measure":"Edits","unit":"Count","value":1,"outcome":"FAILED"}\n',
    ]);
  });
});
