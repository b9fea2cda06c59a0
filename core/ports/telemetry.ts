/** What a step tells the operators: one structured line per outcome, and numbers. Never prompts, keys or signed URLs. */
export interface Telemetry {
  /** One line; `editId` is the correlation id. */
  log(
    level: 'info' | 'warn' | 'error',
    event: string,
    fields: Readonly<Record<string, string | number | boolean | undefined>>,
  ): void;
  /** One number. Units: `Count`, `Seconds`, or `None` (US dollars). */
  measure(name: string, unit: 'Count' | 'Seconds' | 'None', value: number, dimensions?: Readonly<Record<string, string>>): void;
}
