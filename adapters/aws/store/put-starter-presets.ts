/**
 * Runs after `npm run deploy`: puts the starter presets into each deployed uploads bucket that lacks them. They are no part of the
 * stack, since a later deployment must not overwrite what people made of them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createS3Store } from './s3-store.ts';

const FOLDER = 'presets';
const [outputsFile = 'cdk.out/outputs.json'] = process.argv.slice(2);
const stacks = JSON.parse(readFileSync(outputsFile, 'utf8')) as Readonly<Record<string, Readonly<Record<string, string>>>>;

for (const { UploadsBucket, ResultsBucket } of Object.values(stacks)) {
  if (UploadsBucket === undefined || ResultsBucket === undefined) continue;
  const store = createS3Store({ uploadsBucket: UploadsBucket, resultsBucket: ResultsBucket });
  for (const name of readdirSync(FOLDER).filter((file) => file.endsWith('.json'))) {
    const key = `presets/${name}`;
    if ((await store.head({ key })) !== undefined) continue;
    const bytes = readFileSync(join(FOLDER, name));
    const body = (async function* () {
      yield bytes;
    })();
    await store.put(key, { bytes: bytes.byteLength, body }, { mediaType: 'application/json' });
    console.log(`put ${key} into ${UploadsBucket}`);
  }
}
