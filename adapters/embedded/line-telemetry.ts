/** Telemetry on one machine: one JSON object a line. */
import type { Clock } from '#core/ports/clock.ts';
import { METRICS, type Telemetry } from '#core/ports/telemetry.ts';
import { redactSecrets } from '#core/text/redact.ts';

/** Writes lines through `write` (each ends with a newline). Measures are lines too, so that a file tells the whole story. */
export const createLineTelemetry = ({
  clock,
  write,
}: {
  readonly clock: Pick<Clock, 'now'>;
  readonly write: (line: string) => void;
}): Telemetry => {
  const line = (content: Readonly<Record<string, unknown>>): void =>
    write(`${JSON.stringify({ time: new Date(clock.now()).toISOString(), ...content })}\n`);
  return {
    log: (level, event, fields) => line({ level, event, ...withoutSecrets(fields) }),
    measure: (name, value, dimensions) => line({ measure: name, unit: METRICS[name].unit, value, ...dimensions }),
  };
};

const withoutSecrets = (fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === 'string' ? redactSecrets(value) : value]),
  );
