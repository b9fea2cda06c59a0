import { describe, expect, it } from 'vitest';
import { createLineTelemetry } from '#adapters/embedded/line-telemetry.ts';

describe('the lines of one machine', () => {
  it('have a time, hold numbers as they are, and no secret that some text brought along', () => {
    const lines: string[] = [];
    const telemetry = createLineTelemetry({ clock: { now: () => 0 }, write: (line) => void lines.push(line) });
    telemetry.log('warn', 'upload not taken yet', { error: 'refused: sk-canary0123456789', receive: 2 });
    telemetry.measure('Images', 3);
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      {
        time: '1970-01-01T00:00:00.000Z',
        level: 'warn',
        event: 'upload not taken yet',
        error: 'refused: sk-(removed)',
        receive: 2,
      },
      { time: '1970-01-01T00:00:00.000Z', measure: 'Images', unit: 'Count', value: 3 },
    ]);
  });
});
