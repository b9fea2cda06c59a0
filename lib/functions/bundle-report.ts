/** `npm run bundle`: prints the size of every function's bundle and what it leaves to the runtime; fails when one is too large. */
import { bundle, functionNames, sizeProblem } from './bundle.ts';

const bundles = await Promise.all(functionNames().map((name) => bundle(name)));
for (const { name, bytes, fromTheRuntime } of bundles) {
  console.log(`${name.padEnd(16)} ${(bytes / 1024).toFixed(1).padStart(7)} KB  ${fromTheRuntime.join(' ')}`);
}
const problems = bundles.flatMap((one) => sizeProblem(one) ?? []);
for (const problem of problems) console.error(problem);
process.exitCode = problems.length === 0 ? 0 : 1;
