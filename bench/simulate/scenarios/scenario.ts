/** What a scenario is told and what it answers. */

import type { LedgerKind } from '../ledger/run-ledger.ts';
import type { Line } from '../report.ts';

/** What a scenario is told. */
export interface ScenarioOptions {
  readonly seed: number;
  readonly uploads: number;
  readonly ledger?: LedgerKind;
}

/** What it answers. `digest` depends on everything that happened: the same seed gives the same. */
export interface ScenarioResult {
  readonly lines: readonly Line[];
  readonly digest: string;
}

/** A scenario. */
export type Scenario = (options: ScenarioOptions) => Promise<ScenarioResult>;
