/** The contract suites of core's ports against the AWS adapters: the very suites that `npm test` holds the embedded ones to. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDynamoLedger } from '#adapters/aws/ledger/dynamo-ledger.ts';
import { createS3Store } from '#adapters/aws/store/s3-store.ts';
import { createSystemClock } from '#adapters/system-clock.ts';
import { describeLedgerContract } from '#test/contract/ledger-contract.ts';
import { describeStoreContract } from '#test/contract/store-contract.ts';
import { createTestTable, type TestTable } from './ledger-table.ts';
import { createTestBucket, type TestBucket } from './test-bucket.ts';

/** The emulator ignores `response-content-type` (docs/operations.md lists what stands in for it). */
const emulated = process.env.AWS_ENDPOINT_URL !== undefined;

let table: TestTable;
let uploads: TestBucket;
let results: TestBucket;

beforeAll(async () => {
  [table, uploads, results] = await Promise.all([createTestTable(), createTestBucket(), createTestBucket()]);
});
afterAll(async () => {
  await Promise.all([table.remove(), uploads.remove(), results.remove()]);
});

const twoBuckets = async () => {
  await Promise.all([uploads.empty(), results.empty()]);
  return createS3Store({ uploadsBucket: uploads.name, resultsBucket: results.name });
};

describeLedgerContract(
  'in DynamoDB',
  async () => {
    await table.empty();
    return { ledger: createDynamoLedger({ tableName: table.tableName, clock: createSystemClock(), random: Math.random }) };
  },
  { runs: 5 },
);

describeStoreContract('in two buckets', async () => ({ store: await twoBuckets() }), { runs: 5 });

describe('the store in two buckets, for whoever comes from outside', () => {
  const bytes = (text: string) => ({
    bytes: Buffer.byteLength(text),
    body: (async function* () {
      yield Buffer.from(text);
    })(),
  });

  it('links to exactly one version, with the media type that was asked for', async () => {
    const store = await twoBuckets();
    const first = await store.put('uploads/a', bytes('first'), { mediaType: 'application/octet-stream' });
    await store.put('uploads/a', bytes('second'), { mediaType: 'application/octet-stream' });

    const url = await store.link({ key: 'uploads/a', versionId: first.versionId }, { mediaType: 'image/webp', seconds: 60 });
    const answer = await fetch(url ?? '');

    expect(new URL(url ?? '').searchParams.get('response-content-type')).toBe('image/webp');
    if (!emulated) expect(answer.headers.get('content-type')).toBe('image/webp');
    expect(await answer.text()).toBe('first');
  });

  it('takes a form upload that keeps to its ticket and refuses a longer file', async () => {
    const store = await twoBuckets();
    const upload = async (key: string, body: string): Promise<number> => {
      const ticket = await store.ticket(key, { mediaType: 'image/png', maxBytes: 10, seconds: 60 });
      const form = new FormData();
      for (const [name, value] of Object.entries(ticket.fields)) form.append(name, value);
      form.append('file', new Blob([body]));
      return (await fetch(ticket.url, { method: ticket.method, body: form })).status;
    };

    expect(await upload('uploads/fits.png', '0123456789')).toBeLessThan(300);
    expect(await upload('uploads/long.png', '0123456789 and more')).toBeGreaterThanOrEqual(400);
    expect(await store.head({ key: 'uploads/fits.png' })).toMatchObject({ bytes: 10 });
    expect(await store.head({ key: 'uploads/long.png' })).toBeUndefined();
  });
});
