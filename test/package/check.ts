/** One thing that must hold for the package, seen from the project that installed it. */
import type { Consumer } from './consumer.ts';

/** A check; it throws when what its name says is not so. */
export interface Check {
  readonly name: string;
  run(consumer: Consumer): Promise<void>;
}
