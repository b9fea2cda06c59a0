/** How long each function takes to load, beside an empty handler, and how much there is of it. */
import { execFile } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { median } from '../statistics.ts';
import { type Bundle, bundleAll } from './bundle.ts';

/** One function. Times in ms, medians. */
export interface ColdStartRow {
  readonly name: string;
  readonly bytes: number;
  readonly importMs: number;
  /** Of an empty middy handler that imports the same clients of the AWS SDK. */
  readonly emptyWithClientsMs: number;
  readonly ratio: number;
}

/** All functions, and the empty middy handler without any client. */
export interface ColdStart {
  readonly emptyMs: number;
  readonly rows: readonly ColdStartRow[];
}

const RUNS = 5;

/** Everything that any function wants to be told; nothing of it is called. */
const ENVIRONMENT = {
  AWS_REGION: 'us-east-1',
  DARKROOM_VERSION: '1.2.3',
  DARKROOM_TABLE: 'table',
  DARKROOM_UPLOADS_BUCKET: 'uploads',
  DARKROOM_RESULTS_BUCKET: 'results',
  DARKROOM_STATE_MACHINE_ARN: 'arn:aws:states:us-east-1:123456789012:stateMachine:edits',
  DARKROOM_EVENT_BUS: 'bus',
  DARKROOM_SECRET_ID: 'key',
  DARKROOM_WEBHOOKS_TABLE: 'webhooks',
  POWERTOOLS_SERVICE_NAME: 'darkroom',
  POWERTOOLS_METRICS_NAMESPACE: 'Darkroom',
};

const importOnce = async ({ file }: Bundle): Promise<number> => {
  const script = `const from = performance.now(); const { handler } = await import(${JSON.stringify(pathToFileURL(file).href)});
    if (typeof handler !== 'function') throw new Error('no handler'); console.log(performance.now() - from);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    env: { PATH: process.env.PATH ?? '', ...ENVIRONMENT },
  });
  return Number(stdout);
};

/** Measures every function, in turns with its empty counterpart, so that a busy moment of the machine meets both. */
export const measureColdStart = async (): Promise<ColdStart> => {
  const { empty, functions } = await bundleAll();
  const rows: ColdStartRow[] = [];
  for (const { name, bundle, emptyWithClients } of functions) {
    const own: number[] = [];
    const bare: number[] = [];
    for (let run = 0; run <= RUNS; run += 1) {
      const pair = [await importOnce(bundle), await importOnce(emptyWithClients)] as const;
      if (run === 0) continue;
      own.push(pair[0]);
      bare.push(pair[1]);
    }
    const [importMs, emptyWithClientsMs] = [median(own), median(bare)];
    rows.push({ name, bytes: bundle.bytes, importMs, emptyWithClientsMs, ratio: importMs / emptyWithClientsMs });
  }
  const empties: number[] = [];
  for (let run = 0; run < RUNS; run += 1) empties.push(await importOnce(empty));
  return { emptyMs: median(empties), rows };
};
