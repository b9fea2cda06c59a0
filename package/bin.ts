#!/usr/bin/env node
/** `npx darkroom`: the command line, once this Node is known to be able to run it. */
import { nodeTooOld } from './node-version.ts';

const refusal = nodeTooOld(process.versions.node);
if (refusal === undefined) {
  await import('#cli/main.ts');
} else {
  process.stderr.write(refusal);
  process.exitCode = 2;
}
