/** The package's types, in a strict project that checks declarations as well. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Check } from './check.ts';
import { readmeApp } from './construct.ts';
import { PROJECT } from './consumer.ts';

const TSCONFIG = {
  compilerOptions: { target: 'esnext', module: 'nodenext', strict: true, noEmit: true, skipLibCheck: false, types: [] },
  files: ['typed-app.ts', 'typed-client.ts'],
};

/** Each `@ts-expect-error` fails where a type has decayed to any. */
const CLIENT = `
import { ApiError, createClient, type Client, type EditView } from 'darkroom/client';
import { verifyWebhook, type EditMessage } from 'darkroom/webhooks';
import type { ImageEditorProps } from 'darkroom';

const client: Client = createClient({ baseUrl: 'http://127.0.0.1:4400' });
const edit: EditView = await client.edits.create({ prompt: 'Make it rain', images: ['uploads/a.png'] });
export const succeeded: boolean = edit.status === 'SUCCEEDED';
export const status: number = new ApiError(404, { code: 'NO_EDIT', message: '', hint: '' }).status;
const verdict = verifyWebhook({ payload: '{}', headers: new Headers(), secret: 'whsec_', now: 0 });
export const message = verdict.ok ? (JSON.parse(verdict.body) as EditMessage).data.editId : verdict.code;
// @ts-expect-error there is no such status
export const done: boolean = edit.status === 'DONE';
// @ts-expect-error there is no such method
client.edits.destroy('x');
// @ts-expect-error the message of a refused webhook cannot be read
verdict.body;
// @ts-expect-error the key has no default
export const props: ImageEditorProps = { imagesPerDay: 3 };
`;

/** The checks. */
export const declarations: readonly Check[] = [
  {
    name: 'a strict TypeScript project compiles against the declarations',
    run: async (consumer) => {
      await consumer.write('typed-app.ts', await readmeApp());
      await consumer.write('typed-client.ts', CLIENT);
      await consumer.write('tsconfig.json', JSON.stringify(TSCONFIG));
      const ended = await consumer.run(join(PROJECT, 'node_modules', '.bin', 'tsc'), ['-p', '.']);
      assert.equal(ended.status, 0, ended.stdout);
    },
  },
];
