/** Telemetry that only writes down what it was told. */
import { METRICS, type Telemetry } from '#core/ports/telemetry.ts';

/** A {@link Telemetry} with a look inside. */
export interface RecordingTelemetry extends Telemetry {
  readonly lines: readonly {
    readonly level: string;
    readonly event: string;
    readonly fields: Readonly<Record<string, unknown>>;
  }[];
  readonly measures: readonly {
    readonly name: string;
    readonly unit: string;
    readonly value: number;
    readonly dimensions: Readonly<Record<string, string>>;
  }[];
}

/** Telemetry that has heard nothing yet. */
export const createRecordingTelemetry = (): RecordingTelemetry => {
  const lines: RecordingTelemetry['lines'][number][] = [];
  const measures: RecordingTelemetry['measures'][number][] = [];
  return {
    lines,
    measures,
    log: (level, event, fields) => {
      lines.push({ level, event, fields });
    },
    measure: (name, value, dimensions) => {
      measures.push({ name, unit: METRICS[name].unit, value, dimensions: { ...dimensions } });
    },
  };
};
