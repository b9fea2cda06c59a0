/** How long calls take, roughly as measured from a Lambda function: whole milliseconds, drawn anew for each call. */
import type { PortName } from './faults.ts';
import type { ModelStudioCall } from './model-studio/fetch.ts';
import { type Random, wholeBetween } from './seeded.ts';

/** Bounds in ms. A model or a download takes its time on the way to the service instead. */
const PORTS: Readonly<Record<PortName, readonly [number, number]>> = {
  ledger: [2, 12],
  store: [8, 60],
  workflow: [8, 40],
  publisher: [5, 30],
  model: [0, 0],
  downloads: [0, 0],
};

/** Bounds of one way, in ms: a create takes about a third of a second altogether. */
const SERVICE: Readonly<Record<ModelStudioCall, readonly [number, number]>> = {
  create: [80, 220],
  query: [30, 90],
  list: [40, 120],
  cancel: [30, 90],
  other: [40, 200],
};

/** The latencies of a run; all 0 when `real` is false. */
export const latencyOf = (random: Random, real: boolean) => ({
  port: (port: PortName): number => (real && PORTS[port][1] > 0 ? wholeBetween(random, ...PORTS[port]) : 0),
  modelStudio: (call: ModelStudioCall): number => (real ? wholeBetween(random, ...SERVICE[call]) : 0),
});
