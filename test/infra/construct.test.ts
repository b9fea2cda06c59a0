import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, Stack, Validations } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { EventBus } from 'aws-cdk-lib/aws-events';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { describe, expect, it } from 'vitest';
import { DarkroomStack } from '#lib/darkroom-stack.ts';
import { ImageEditor, type ImageEditorProps } from '#lib/image-editor.ts';
import { createApp } from './synthesized.ts';

interface PackReport {
  readonly conclusion: string;
  readonly violations: readonly { readonly ruleName: string }[];
}

const editorIn = (props: (stack: Stack) => Omit<ImageEditorProps, 'apiKey'>): Template => {
  const stack = new Stack(createApp(), 'Mine');
  new ImageEditor(stack, 'Editor', { apiKey: Secret.fromSecretNameV2(stack, 'Key', 'key') as never, ...props(stack) });
  return Template.fromStack(stack);
};

describe('the construct', () => {
  it('works as the README shows it', () => {
    const outdir = mkdtempSync(join(tmpdir(), 'snippet-'));
    execFileSync(process.execPath, ['test/infra/readme-snippet.ts'], {
      env: { ...process.env, CDK_OUTDIR: outdir, CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [] }) },
    });
    const template = JSON.parse(readFileSync(join(outdir, 'MyApp.template.json'), 'utf8')) as { readonly Resources: object };
    expect(JSON.stringify(template.Resources)).toContain('"DARKROOM_IMAGES_PER_DAY":"200"');
  });
  it("takes buckets, a bus, a key and a topic of one's own", () => {
    const template = editorIn((stack) => ({
      uploads: Bucket.fromBucketName(stack, 'MyUploads', 'my-uploads') as never,
      results: Bucket.fromBucketName(stack, 'MyResults', 'my-results') as never,
      eventBus: new EventBus(stack, 'Bus') as never,
      encryptionKey: new Key(stack, 'Own') as never,
      alarmTopic: new Topic(stack, 'Topic') as never,
    }));
    template.resourceCountIs('AWS::S3::Bucket', 0);
    template.hasResourceProperties('AWS::DynamoDB::Table', { SSESpecification: { SSEType: 'KMS' } });
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.anyValue() });
    template.hasResourceProperties('AWS::Events::Rule', { EventPattern: { detail: { bucket: { name: ['my-uploads'] } } } });
  });
  it('keeps pictures and ledger when it is removed, unless told otherwise', () => {
    const kept = editorIn(() => ({}));
    for (const type of ['AWS::S3::Bucket', 'AWS::DynamoDB::Table']) kept.allResources(type, { DeletionPolicy: 'Retain' });
  });
  it('refuses one bucket for both: results would be taken for uploads', () => {
    expect(() =>
      editorIn((stack) => {
        const bucket = new Bucket(stack, 'Both') as never;
        return { uploads: bucket, results: bucket };
      }),
    ).toThrow(/two buckets/);
  });
  it('stands twice in one account', () => {
    const app = createApp();
    const stacks = ['Test', 'Live'].map((stage) => new DarkroomStack(app, stage));
    const names = stacks.map((stack) =>
      Object.values(Template.fromStack(stack).findResources('AWS::StepFunctions::StateMachine')).map(
        ({ Properties }) => (Properties as { readonly StateMachineName: string }).StateMachineName,
      ),
    );
    expect(names.map((ofOne) => ofOne.length)).toEqual([2, 2]);
    expect(new Set(names.flat()).size).toBe(4);
  });
});

describe('the rule packs', () => {
  const checked = (build: (app: App) => void): App => {
    const app = createApp();
    build(app);
    Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new NIST80053R5Checks(app), new ServerlessChecks(app));
    return app;
  };

  const reportOf = (app: App): readonly PackReport[] => {
    try {
      app.synth();
    } catch (error) {
      if (!(error instanceof Error) || error.name !== 'ValidationFailed') throw error;
    }
    const report = readFileSync(join(app.outdir, 'validation-report.json'), 'utf8');
    return (JSON.parse(report) as { readonly pluginReports: readonly PackReport[] }).pluginReports;
  };

  it('find nothing that is not acknowledged with a reason', () => {
    const reports = reportOf(checked((parent) => new DarkroomStack(parent, 'Darkroom')));
    expect(reports.map(({ conclusion }) => conclusion)).toEqual(['success', 'success', 'success']);
  });
  it('would find a bucket that is open to http', () => {
    const reports = reportOf(checked((parent) => new Bucket(new Stack(parent, 'Careless'), 'Open')));
    expect(reports.flatMap(({ violations }) => violations.map(({ ruleName }) => ruleName))).toContain('AwsSolutions-S10');
  });
  it('are answered on single resources only, each with a reason', () => {
    const stack = new DarkroomStack(createApp(), 'Darkroom');
    const answered = stack.node
      .findAll()
      .filter((node) => node.node.metadata.some(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY));
    expect(answered.length).toBeGreaterThan(20);
    expect(answered.filter((node) => node.node.children.length > 0).map((node) => node.node.path)).toEqual([]);
  });
});
