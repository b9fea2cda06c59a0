/**
 * The same lines and metrics as powertools-telemetry.ts without its 36 KB: for check-status, whose whole bundle may have 60 KB. A test
 * holds the two to the same output.
 */
import { METRICS, type Telemetry } from '#core/ports/telemetry.ts';

/** Which step speaks, to whom, and for which editor. */
export interface EmfTelemetryOptions {
  /** Name of the function's folder, on every log line. */
  readonly step: string;
  /** Default: the variables of Powertools that the stack sets. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Takes one line. Default: standard output, past Lambda's own console, which would wrap the line once more. */
  readonly write?: (line: string) => void;
  /** Epoch ms. Default: the machine's clock. */
  readonly now?: () => number;
}

/** Telemetry on Lambda: JSON lines, and metrics in CloudWatch's embedded metric format. */
export const createEmfTelemetry = ({
  step,
  environment = process.env,
  write = (line) => void process.stdout.write(`${line}\n`),
  now = Date.now,
}: EmfTelemetryOptions): Telemetry => {
  const service = environment.POWERTOOLS_SERVICE_NAME ?? 'service_undefined';
  const namespace = environment.POWERTOOLS_METRICS_NAMESPACE ?? 'default_namespace';
  return {
    log: (level, message, { editId, ...fields }) => {
      const trace = traceOf(environment._X_AMZN_TRACE_ID);
      write(
        JSON.stringify({
          level: level.toUpperCase(),
          message,
          timestamp: new Date(now()).toISOString(),
          service,
          ...trace,
          step,
          ...fields,
          ...(editId === undefined ? {} : { correlation_id: String(editId), editId }),
        }),
      );
    },
    measure: (name, value, dimensions) => {
      const description = {
        Namespace: namespace,
        Dimensions: [['service', ...Object.keys(dimensions ?? {})]],
        Metrics: [{ Name: name, Unit: METRICS[name].unit }],
      };
      write(
        JSON.stringify({
          _aws: { Timestamp: now(), CloudWatchMetrics: [description] },
          service,
          ...dimensions,
          [name]: value,
        }),
      );
    },
  };
};

const traceOf = (header: string | undefined): { readonly xray_trace_id?: string } => {
  const id = /Root=([^;]+)/.exec(header ?? '')?.[1];
  return id === undefined ? {} : { xray_trace_id: id };
};
