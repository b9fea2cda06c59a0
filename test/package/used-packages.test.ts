import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { usedPackages } from '../../package/used-packages.ts';

const FILES = {
  'package.json': JSON.stringify({
    type: 'module',
    imports: { '#core/*.ts': { types: './core/*.d.ts', default: './core/*.js' } },
  }),
  'cli.js': "import 'node:fs'; import { z } from 'zod/mini'; import '#core/edit.ts'; await import('sharp'); export { z };",
  'core/edit.js': "export { Client } from '@aws-sdk/client-sfn';",
  'function.js':
    "import '@aws-sdk/client-s3'; import '@aws-sdk/s3-request-presigner'; import '@middy/core'; import '@aws-lambda-powertools/logger/x';",
  'signing.js': "import '@aws-sdk/s3-presigned-post'; import '@smithy/core/serde';",
  'broken.js': "import '#core/missing.ts';",
};

describe('the packages that staged files use', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'used-packages-'));
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    }
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('are found through every import, static, dynamic or of a subpath, and named without their subpaths', async () => {
    expect(await usedPackages(folder, { run: ['cli.js'], bundled: [] })).toEqual(['@aws-sdk/client-sfn', 'sharp', 'zod']);
  });

  it('count what is bundled with a function although the AWS SDK brings it', async () => {
    expect(await usedPackages(folder, { run: [], bundled: ['signing.js'] })).toEqual([
      '@aws-sdk/s3-presigned-post',
      '@smithy/core',
    ]);
  });

  it('do not count the AWS SDK where only Lambda functions import it: the Lambda runtime has it', async () => {
    const used = await usedPackages(folder, { run: [], bundled: ['function.js'] });
    expect(used).toEqual(['@aws-lambda-powertools/logger', '@middy/core']);
  });

  it('cannot be told when an import leads nowhere', async () => {
    await expect(usedPackages(folder, { run: ['broken.js'], bundled: [] })).rejects.toThrow('#core/missing.ts');
  });
});
