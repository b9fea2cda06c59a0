/**
 * How a function is bundled, the same for the deployment and for `npm run bundle`.
 *
 * The clients of the AWS SDK stay outside and come from the Lambda runtime. Measured with esbuild 0.28 (minified): one bundled client costs 304 KB
 * (Secrets Manager) to 432 KB (S3 with the presigner), which neither the 60 KB of check-status nor the 400 KB of the others leave room
 * for; and only operations are used that every nodejs24.x runtime has had from its first day. Everything else is inside, so the
 * same lockfile gives the same bytes: also what signs form uploads (17 KB with all it needs but the S3 client), since nobody says
 * that every runtime has it, and it works with a client as old as the runtime (tried with 3.929.0).
 */
import { dirname, extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BundlingOptions, OutputFormat, SourceMapMode } from 'aws-cdk-lib/aws-lambda-nodejs';

/** The folder of package.json. */
export const PROJECT_ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** Of the functions' entry files: the same as of this file, `.ts` here and `.js` in the published package. */
export const SOURCE_EXTENSION = extname(fileURLToPath(import.meta.url));

/** What a bundle leaves to the runtime. */
export const FROM_THE_RUNTIME = ['@aws-sdk/client-*', '@aws-sdk/lib-dynamodb', '@aws-sdk/s3-request-presigner'] as const;

/** Language level of nodejs24.x. */
export const TARGET = 'node24';

/** esbuild, as NodejsFunction runs it. */
export const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: TARGET,
  minify: true,
  sourceMap: true,
  sourceMapMode: SourceMapMode.DEFAULT,
  sourcesContent: false,
  mainFields: ['module', 'main'],
  externalModules: [...FROM_THE_RUNTIME],
  forceDockerBundling: false,
};
