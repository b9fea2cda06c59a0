/** Holds the simulated DynamoDB to another implementation: random commands, sent to both, must come to the same. */
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import fc from 'fast-check';
import { createDynamoClient } from '../client.ts';
import { createLedgerServer, LEDGER_SCHEMA } from '../ledger-server.ts';
import { type KeySchema, keyAttributes } from '../table-schema.ts';
import { type Command, commandOf } from './commands.ts';
import { outcomeOf } from './outcome.ts';

const USAGE = 'node bench/dynamo/compare/main.ts --endpoint http://127.0.0.1:8000 [--runs 150] [--seed 1]';

/** Every run has partitions of its own: the commands say `world/`, which becomes another in each. */
const WORLD = 'world/';

const { tableName: TableName, indexes } = LEDGER_SCHEMA;

const keysOf = (schema: KeySchema) =>
  keyAttributes(schema).map(({ name }, place) => ({
    AttributeName: name,
    KeyType: place === 0 ? ('HASH' as const) : ('RANGE' as const),
  }));

const createTable = async (client: DynamoDBClient): Promise<void> => {
  const names = new Set([LEDGER_SCHEMA, ...Object.values(indexes)].flatMap(keyAttributes).map(({ name }) => name));
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [...names].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keysOf(LEDGER_SCHEMA),
      GlobalSecondaryIndexes: Object.entries(indexes).map(([IndexName, index]) => ({
        IndexName,
        KeySchema: keysOf(index),
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    }),
  );
};

const inWorld = (command: Command, world: string): Command => {
  const input = JSON.parse(JSON.stringify(command.input).replaceAll(WORLD, world)) as never;
  return new (command.constructor as new (given: never) => Command)(input);
};

const createOurs = () => {
  const clock = { now: Date.now, sleep: async () => undefined };
  return createDynamoClient({ server: createLedgerServer(clock), clock, random: Math.random, maxAttempts: 1 });
};

/** @throws Error that shows the command and both outcomes, when they differ */
const compareOne = async (ours: ReturnType<typeof createOurs>, other: DynamoDBClient, command: Command): Promise<void> => {
  const [mine, theirs] = [await outcomeOf(ours, command), await outcomeOf(other, command)];
  if (isDeepStrictEqual(mine, theirs)) return;
  const shown = { command: command.constructor.name, input: command.input, ours: mine, theirs };
  throw new Error(JSON.stringify(shown, undefined, 1));
};

const compareAll = async (other: DynamoDBClient, runs: number, seed: number): Promise<boolean> => {
  let sent = 0;
  let worlds = 0;
  const agree = async (commands: readonly Command[]): Promise<void> => {
    worlds += 1;
    const [ours, world] = [createOurs(), `${WORLD}${worlds}/`];
    for (const command of commands) {
      sent += 1;
      await compareOne(ours, other, inWorld(command, world));
    }
  };
  const sequences = fc.array(commandOf(WORLD), { minLength: 20, maxLength: 60, size: 'max' });
  const found = await fc.check(fc.asyncProperty(sequences, agree), { numRuns: runs, seed });
  process.stdout.write(`seed ${seed}, ${sent} commands in ${worlds} runs: ${found.failed ? found.errorInstance : 'the same'}\n`);
  return !found.failed;
};

const main = async (): Promise<number> => {
  const { values } = parseArgs({
    options: {
      endpoint: { type: 'string' },
      runs: { type: 'string', default: '150' },
      seed: { type: 'string', default: '1' },
    },
  });
  if (values.endpoint === undefined) {
    process.stderr.write(`${USAGE}\n`);
    return 2;
  }
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const other = new DynamoDBClient({ endpoint: values.endpoint, region: 'eu-central-1', credentials, maxAttempts: 1 });
  await createTable(other);
  try {
    return (await compareAll(other, Number(values.runs), Number(values.seed))) ? 0 : 1;
  } finally {
    await other.send(new DeleteTableCommand({ TableName }));
  }
};

process.exitCode = await main();
