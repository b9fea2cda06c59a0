/** What a step tells the operators: one structured line per outcome, and numbers. Never prompts, keys or signed URLs. */

/** What one metric counts or measures. `None` is the unit of US dollars, as CloudWatch has no currency. */
interface Metric {
  readonly unit: 'Count' | 'Seconds' | 'None';
  readonly meaning: string;
  /** What its numbers are told apart by; each combination of values is a metric of its own, and charged as one. */
  readonly dimensions: readonly string[];
}

/** Every number that is measured, by its name in CloudWatch and in the log of one machine. */
export const METRICS = {
  Edits: { unit: 'Count', meaning: 'Edits that ended, by their last state.', dimensions: ['outcome'] },
  EditsRejected: { unit: 'Count', meaning: 'Edits refused before they cost anything, by error code.', dimensions: ['code'] },
  Images: { unit: 'Count', meaning: 'Images charged.', dimensions: [] },
  EstimatedCost: { unit: 'None', meaning: 'What these images cost at list price, in US dollars.', dimensions: [] },
  QueueSeconds: { unit: 'Seconds', meaning: 'From the record of an edit to the start of its task.', dimensions: [] },
  ModelSeconds: { unit: 'Seconds', meaning: 'From the start of a task to its end, by the clock of the service.', dimensions: [] },
  DetectionLagSeconds: { unit: 'Seconds', meaning: 'From the end of a task to its discovery.', dimensions: [] },
  PersistSeconds: { unit: 'Seconds', meaning: 'From the discovery to the last file of the result.', dimensions: [] },
  WebhookDelivered: { unit: 'Count', meaning: 'Attempts that a consumer took.', dimensions: [] },
  WebhookFailed: { unit: 'Count', meaning: 'Attempts that failed and are repeated later.', dimensions: [] },
  WebhookDead: { unit: 'Count', meaning: 'Deliveries that were given up.', dimensions: [] },
} as const satisfies Readonly<Record<string, Metric>>;
/** Name of a metric. */
export type MetricName = keyof typeof METRICS;

/** Values of the dimensions that a metric has, each of them; none for a metric without. */
export type DimensionsOf<Name extends MetricName> = (typeof METRICS)[Name]['dimensions'] extends readonly []
  ? Readonly<Record<string, never>>
  : Readonly<Record<(typeof METRICS)[Name]['dimensions'][number], string>>;

/** Lines and numbers. */
export interface Telemetry {
  /** One line; `editId` is the correlation id. */
  log(
    level: 'info' | 'warn' | 'error',
    event: string,
    fields: Readonly<Record<string, string | number | boolean | undefined>>,
  ): void;
  /** One number, in the unit of its metric. */
  measure<Name extends MetricName>(name: Name, value: number, dimensions?: DimensionsOf<Name>): void;
}
