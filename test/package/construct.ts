/** The construct of the package, in the app that the README shows. */
import assert from 'node:assert/strict';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Check } from './check.ts';
import { PROJECT } from './consumer.ts';

/** The app between the markers of the README's section. @throws when it is not there */
export const readmeApp = async (): Promise<string> => {
  const readme = await readFile(join(PROJECT, 'README.md'), 'utf8');
  const code = /<!-- construct -->\n```ts\n([\s\S]*?)```\n<!-- \/construct -->/.exec(readme)?.[1];
  if (code === undefined) throw new Error('README.md has no TypeScript between <!-- construct --> and <!-- /construct -->');
  return code;
};

interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The checks. */
export const construct: readonly Check[] = [
  {
    name: "the README's app synthesizes, with both workflows and every function bundled from the package",
    run: async (consumer) => {
      const app = await readmeApp();
      assert.ok(app.trim().split('\n').filter(Boolean).length <= 10, 'the README promises ten lines');
      await consumer.write('app.ts', app);
      const output = join(consumer.folder, 'cdk.out');
      const ended = await consumer.run('node', ['app.ts'], { CDK_OUTDIR: output });
      assert.equal(ended.status, 0, ended.stderr);

      const template = JSON.parse(await readFile(join(output, 'MyApp.template.json'), 'utf8'));
      const resources: readonly Resource[] = Object.values(template.Resources);
      const ofType = (type: string) => resources.filter(({ Type }) => Type === type);
      const machines = ofType('AWS::StepFunctions::StateMachine').map(({ Properties }) => JSON.stringify(Properties));
      assert.equal(machines.length, 2, 'expected the workflow of an edit and the one of a batch');
      assert.ok(machines.some((machine) => machine.includes('Await slot')));
      assert.ok(machines.some((machine) => machine.includes('DISTRIBUTED')));
      const folders = (await readdir(join(PROJECT, 'functions'), { withFileTypes: true })).filter((entry) => entry.isDirectory());
      const descriptions = ofType('AWS::Lambda::Function').map(({ Properties }) => String(Properties.Description));
      assert.ok(descriptions.length >= 9, `expected every function, found ${descriptions}`);
      for (const description of descriptions) {
        assert.ok(
          folders.some(({ name }) => description === `Darkroom: ${name}`),
          description,
        );
      }
      for (const { Properties } of ofType('AWS::Lambda::Function')) {
        const { S3Key } = Properties.Code as { readonly S3Key: string };
        const bundle = join(output, `asset.${S3Key.replace(/\.zip$/, '')}`, 'index.mjs');
        assert.ok((await stat(bundle)).size > 10_000, `${Properties.Description}: ${bundle} is empty`);
      }
    },
  },
];
