/** Builds the package, installs the tarball into an empty folder, and uses it from there: `npm run test:package [WORD]`. */
import { stat } from 'node:fs/promises';
import { buildPackage } from '../../package/build.ts';
import type { Check } from './check.ts';
import { command } from './command.ts';
import { construct } from './construct.ts';
import { type Consumer, createConsumer, peersOfConstruct } from './consumer.ts';
import { contents } from './contents.ts';
import { declarations } from './declarations.ts';
import { imports } from './imports.ts';

/** Checks that may run beside each other; those of one group use the same folder of pictures, or the same files. */
const GROUPS: readonly (readonly Check[])[] = [[...contents, ...imports, ...command], declarations, construct];

const seconds = (since: number): string => `${((Date.now() - since) / 1000).toFixed(1)} s`;

/** Whether the check held; says so. */
const held = async ({ name, run }: Check, consumer: Consumer): Promise<boolean> => {
  const began = Date.now();
  try {
    await run(consumer);
    process.stdout.write(`ok   ${name} (${seconds(began)})\n`);
    return true;
  } catch (error) {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stdout.write(`FAIL ${name} (${seconds(began)})\n     ${told.replaceAll('\n', '\n     ')}\n`);
    return false;
  }
};

const heldOf = async (group: readonly Check[], consumer: Consumer): Promise<readonly boolean[]> => {
  const outcomes: boolean[] = [];
  for (const check of group) outcomes.push(await held(check, consumer));
  return outcomes;
};

const main = async (word: string): Promise<number> => {
  const began = Date.now();
  const consumer = await createConsumer();
  try {
    const [packed, peers] = await Promise.allSettled([buildPackage(), consumer.install(...(await peersOfConstruct()))]);
    if (packed.status === 'rejected') throw packed.reason;
    if (peers.status === 'rejected') throw peers.reason;
    const tarball = packed.value;
    process.stdout.write(`packed ${((await stat(tarball)).size / 1024).toFixed(0)} KB (${seconds(began)})\n`);
    await consumer.install(tarball);
    process.stdout.write(`installed (${seconds(began)})\n`);
    const chosen = GROUPS.map((group) => group.filter(({ name }) => name.includes(word)));
    const outcomes = (await Promise.all(chosen.map((group) => heldOf(group, consumer)))).flat();
    const failed = outcomes.filter((outcome) => !outcome).length;
    process.stdout.write(`${outcomes.length - failed} passed, ${failed} failed (${seconds(began)})\n`);
    return failed === 0 && outcomes.length > 0 ? 0 : 1;
  } finally {
    await consumer.remove();
  }
};

process.exitCode = await main(process.argv[2] ?? '');
