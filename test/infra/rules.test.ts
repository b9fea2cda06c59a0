import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type App, CfnResource, Stack, Validations } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { DarkroomStack } from '#lib/darkroom-stack.ts';
import { batchStack } from './batch-stack.ts';
import { editorStack, ownResources } from './editor-stack.ts';
import { createApp, DEFAULT_STACK } from './synthesized.ts';

interface PackReport {
  readonly pluginName: string;
  readonly conclusion: string;
  readonly violations: readonly { readonly ruleName: string }[];
}

/** Synthesizes with CloudFormation's own rules and answers what was reported. */
const reportOf = (app: App): readonly PackReport[] => {
  try {
    app.synth();
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationFailed') throw error;
  }
  const report = readFileSync(join(app.outdir, 'validation-report.json'), 'utf8');
  return (JSON.parse(report) as { readonly pluginReports: readonly PackReport[] }).pluginReports;
};

const appWith = (build: (app: App) => unknown): App => {
  const app = createApp({ validated: true });
  build(app);
  return app;
};

const packsOn = (app: App): App => {
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new NIST80053R5Checks(app), new ServerlessChecks(app));
  return app;
};

const rulesIn = (reports: readonly PackReport[]): readonly string[] =>
  reports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName));

describe('the rule packs', () => {
  it.each([
    ['the stack', (app: App) => new DarkroomStack(app, 'Darkroom')],
    ['the batch construct by itself', batchStack],
  ])('find nothing in %s that is not acknowledged with a reason', (_what, build) => {
    const reports = reportOf(packsOn(appWith(build)));
    expect(reports.map(({ conclusion }) => conclusion)).toEqual(['success', 'success', 'success']);
  });
  it('would find a bucket that is open to http', () => {
    const reports = reportOf(packsOn(appWith((app) => new Bucket(new Stack(app, 'Careless'), 'Open'))));
    expect(rulesIn(reports)).toContain('AwsSolutions-S10');
  });
  it('are answered on single resources only, each with a reason', () => {
    const answered = DEFAULT_STACK.stack.node
      .findAll()
      .filter((node) => node.node.metadata.some(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY));
    expect(answered.length).toBeGreaterThan(20);
    expect(answered.filter((node) => node.node.children.length > 0).map((node) => node.node.path)).toEqual([]);
  });
});

describe("CloudFormation's own rules", () => {
  const jwt = { issuer: 'https://login.example.com', audience: ['darkroom'] };

  it.each<[string, (app: App) => unknown]>([
    ['bearers of tokens are let in', (app) => new DarkroomStack(app, 'Darkroom', { jwt })],
    [
      'everything is set',
      (app) =>
        new DarkroomStack(app, 'Darkroom', {
          apiKeySecretArn: 'arn:aws:secretsmanager:us-east-1:111111111111:secret:key-AbCdEf',
          prefix: 'team-a/',
          modelUrl: 'https://dashscope.aliyuncs.com/api/v1',
          capacity: 3,
          imagesPerDay: 200,
        }),
    ],
    ['the construct stands alone', editorStack],
    ['the construct is given what it would make', (app) => editorStack(app, ownResources)],
  ])('find nothing when %s', (_when, build) => {
    expect(rulesIn(reportOf(appWith(build)))).toEqual([]);
  });
  it('would find a property that there is not', () => {
    const app = appWith((parent) => {
      const stack = new Stack(parent, 'Careless');
      new CfnResource(stack, 'Odd', { type: 'AWS::S3::Bucket', properties: { Nonsense: 1 } });
    });
    expect(rulesIn(reportOf(app))).toEqual(['F3002']);
  });
});
