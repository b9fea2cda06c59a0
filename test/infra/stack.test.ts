import { describe, expect, it } from 'vitest';
import { LISTING_INDEX, OPEN_INDEX } from '#adapters/aws/ledger/dynamo-items.ts';
import { OPERATIONS } from '#core/api/operations.ts';
import { functionNames } from '#lib/functions/bundle.ts';
import { INDEXES } from '#lib/storage/ledger-indexes.ts';
import { DEFAULT_STACK, synthesize } from './synthesized.ts';

const { stack, template, resources, ofType } = DEFAULT_STACK;
const text = JSON.stringify(template.toJSON());

describe('the template', () => {
  it('has no custom resource and no Python', () => {
    const types = Object.values(resources).map(({ Type }) => Type);
    expect(types.filter((type) => /custom/i.test(type))).toEqual([]);
    expect(text).not.toMatch(/python/i);
  });
  it('runs every function on Node 24 on arm64, traced, with a log that is forgotten after three months', () => {
    const functions = ofType('AWS::Lambda::Function');
    expect(functions).toHaveLength(functionNames().length);
    for (const [name, { Properties }] of functions) {
      expect(Properties, name).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogFormat: 'JSON' },
      });
    }
    for (const [name, { Properties }] of ofType('AWS::Logs::LogGroup')) expect(Properties.RetentionInDays, name).toBe(90);
  });
  it('gives nothing a physical name that a second stage would give too: both live in one account', () => {
    const NAME = /^(Bucket|Table|Function|Queue|Role|LogGroup|Alarm|Dashboard|StateMachine|)Name$/;
    const namesIn = (found: ReturnType<typeof synthesize>): readonly string[] =>
      Object.values(found.resources).flatMap(({ Type, Properties }) =>
        Object.entries(Properties ?? {}).flatMap(([key, value]) =>
          NAME.test(key) && typeof value === 'string' ? [`${Type} ${value}`] : [],
        ),
      );
    const other = new Set(namesIn(synthesize({}, 'Second')));
    expect(other.size).toBeGreaterThan(0);
    expect(namesIn({ stack, template, resources, ofType }).filter((name) => other.has(name))).toEqual([]);
  });
  it('never carries a key: the functions know only where it is kept', () => {
    expect(text).not.toMatch(/sk-|DASHSCOPE_API_KEY"\s*:/);
  });
  it('is the same however often it is made', () => {
    expect(JSON.stringify(synthesize().template.toJSON())).toBe(text);
  });
});

describe('the buckets', () => {
  it('are private, versioned, encrypted and spoken to over TLS only', () => {
    for (const [name, { Properties }] of ofType('AWS::S3::Bucket')) {
      expect(Properties, name).toMatchObject({
        VersioningConfiguration: { Status: 'Enabled' },
        PublicAccessBlockConfiguration: {
          BlockPublicAcls: true,
          BlockPublicPolicy: true,
          IgnorePublicAcls: true,
          RestrictPublicBuckets: true,
        },
        BucketEncryption: { ServerSideEncryptionConfiguration: [expect.anything()] },
      });
      const policies = ofType('AWS::S3::BucketPolicy').filter(([, policy]) =>
        JSON.stringify(policy.Properties.Bucket).includes(name),
      );
      expect(JSON.stringify(policies), name).toContain('{"Bool":{"aws:SecureTransport":"false"}}');
    }
  });
  it('tell EventBridge only of uploads', () => {
    const telling = ofType('AWS::S3::Bucket').filter(([, { Properties }]) => Properties.NotificationConfiguration !== undefined);
    expect(telling.map(([name]) => name)).toEqual([expect.stringContaining('Uploads')]);
  });
});

describe('the ledger', () => {
  it('has the indexes that the adapter asks, with keys only', () => {
    expect([INDEXES.listing.name, INDEXES.open.name]).toEqual([LISTING_INDEX, OPEN_INDEX]);
    const [[, table] = []] = ofType('AWS::DynamoDB::Table');
    expect(table?.Properties.GlobalSecondaryIndexes).toEqual(
      Object.values(INDEXES).map(({ name, partition, sort }) => ({
        IndexName: name,
        KeySchema: [
          { AttributeName: partition, KeyType: 'HASH' },
          { AttributeName: sort, KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      })),
    );
  });
});

describe('the HTTP API', () => {
  it('has a route for every operation, and lets in only who signs', () => {
    const routes = ofType('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties);
    expect(routes.map((route) => route.RouteKey).toSorted()).toEqual(
      Object.values(OPERATIONS)
        .map(({ method, path }) => `${method} ${path}`)
        .toSorted(),
    );
    expect(new Set(routes.map((route) => route.AuthorizationType))).toEqual(new Set(['AWS_IAM']));
  });
  it('lets in bearers of tokens when an issuer is named', () => {
    const { ofType: ofJwt } = synthesize({ jwt: { issuer: 'https://login.example.com', audience: ['darkroom'] } });
    const kinds = ofJwt('AWS::ApiGatewayV2::Route').map(([, { Properties }]) => Properties.AuthorizationType);
    expect(new Set(kinds)).toEqual(new Set(['JWT']));
  });
  it('is throttled and logs every access', () => {
    const [[, stage] = []] = ofType('AWS::ApiGatewayV2::Stage');
    expect(stage?.Properties).toMatchObject({
      DefaultRouteSettings: { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 },
      AccessLogSettings: { DestinationArn: expect.anything(), Format: expect.stringContaining('$context.requestId') },
    });
  });
});
