/** What happened in a run, as little of it as the verdict needs, and a digest of all of it: the same seed gives the same digest. */
import type { Edit } from '#core/edit/edit.ts';
import type { EditState } from '#core/edit/state.ts';
import type { EditEvent } from '#core/events/events.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { EventPublisher } from '#core/ports/event-publisher.ts';
import type { Telemetry } from '#core/ports/telemetry.ts';
import { hashText } from '#simulator/random.ts';
import type { Fault, PortName } from './faults.ts';
import type { ModelStudioCall } from './model-studio/fetch.ts';

/** The journal of a run. */
export interface Journal {
  readonly publisher: EventPublisher;
  readonly telemetry: Telemetry;
  call(functionName: string, port: PortName, method: string, fault: Fault | undefined): void;
  arrival(kind: ModelStudioCall): void;
  /** The service told this lie. */
  lie(name: string): void;
  /** Instants (epoch ms) at which calls of a kind reached the service. */
  arrivals(kind: ModelStudioCall): readonly number[];
  /** States in which an edit was published. */
  published(editId: string): ReadonlySet<EditState>;
  /** Calls of ports, and how many of them met a fault, by kind. */
  readonly calls: number;
  readonly faults: Readonly<Record<string, number>>;
  /** Hints of the problems that were published. */
  readonly hints: ReadonlySet<string>;
  /** Lies that were told, by name, with how often. */
  readonly lies: ReadonlyMap<string, number>;
  /** Lines of errors and warnings by what they say, with how often. */
  readonly troubles: ReadonlyMap<string, number>;
  /** 8 hex characters that depend on every call, every fault and every instant. */
  digest(): string;
}

const FNV_PRIME = 0x01000193;
const MODULUS = 0x7fffffff;

/** A number for each name; the few names there are come again millions of times. */
const NUMBERS = new Map<string, number>();
const numberOf = (name: string): number => {
  const known = NUMBERS.get(name);
  if (known !== undefined) return known;
  const number = hashText(name);
  NUMBERS.set(name, number);
  return number;
};

const NONE: ReadonlySet<EditState> = new Set();

/** An empty journal. */
export const createJournal = (clock: Pick<Clock, 'now'>): Journal => {
  const arrivals: Record<ModelStudioCall, number[]> = { create: [], query: [], list: [], cancel: [], other: [] };
  const published = new Map<string, Set<EditState>>();
  const faults: Record<string, number> = {};
  const troubles = new Map<string, number>();
  const lies = new Map<string, number>();
  const hints = new Set<string>();
  let calls = 0;
  let hash = 0x811c9dc5;

  const mix = (name: string): void => {
    hash = Math.imul(hash ^ numberOf(name), FNV_PRIME);
    hash = Math.imul(hash ^ (clock.now() % MODULUS), FNV_PRIME);
  };

  return {
    publisher: {
      publish: async ({ detail }: EditEvent) => {
        mix(detail.state);
        if (detail.problem !== undefined) hints.add(detail.problem.hint);
        const states = published.get(detail.editId);
        if (states === undefined) published.set(detail.editId, new Set([detail.state]));
        else states.add(detail.state);
      },
    },
    telemetry: {
      log: (level, event, fields) => {
        if (level === 'info') return;
        const said = [level, event, fields.step, fields.error, fields.code].filter((part) => part !== undefined).join(' ');
        troubles.set(said, (troubles.get(said) ?? 0) + 1);
      },
      measure: () => undefined,
    },
    call: (functionName, port, method, fault) => {
      calls += 1;
      mix(functionName);
      mix(port);
      mix(method);
      if (fault === undefined) return;
      mix(fault.kind);
      faults[fault.kind] = (faults[fault.kind] ?? 0) + 1;
    },
    arrival: (kind) => {
      mix(kind);
      arrivals[kind].push(clock.now());
    },
    lie: (name) => {
      mix(name);
      lies.set(name, (lies.get(name) ?? 0) + 1);
    },
    lies,
    hints,
    arrivals: (kind) => arrivals[kind],
    published: (editId: Edit['editId']) => published.get(editId) ?? NONE,
    get calls() {
      return calls;
    },
    faults,
    troubles,
    digest: () => (hash >>> 0).toString(16).padStart(8, '0'),
  };
};

/** Most calls within any window of `ms` milliseconds. */
export const mostWithin = (instants: readonly number[], ms: number): number => {
  const sorted = instants.toSorted((a, b) => a - b);
  let most = 0;
  let from = 0;
  for (const [at, instant] of sorted.entries()) {
    while ((sorted[from] ?? instant) <= instant - ms) from += 1;
    most = Math.max(most, at - from + 1);
  }
  return most;
};
