import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { describe, expect, it, vi } from 'vitest';
import { DarkroomStack } from '#lib/darkroom-stack.ts';
import { editorStack, ownResources } from './editor-stack.ts';
import { createApp } from './synthesized.ts';

const editorIn = (props?: Parameters<typeof editorStack>[1]): Template => Template.fromStack(editorStack(createApp(), props));

interface Grant {
  readonly Action: string | readonly string[];
  readonly Resource: unknown;
}

/** What a policy allows. */
const statementsOf = ({ Properties }: { readonly Properties?: unknown }): readonly Grant[] =>
  (Properties as { readonly PolicyDocument: { readonly Statement: readonly Grant[] } }).PolicyDocument.Statement;

/** Everything that the roles in a stack may do. */
const grantsOf = (template: Template): readonly Grant[] =>
  Object.values(template.findResources('AWS::IAM::Policy')).flatMap(statementsOf);

describe('the construct', () => {
  it('works as the README shows it', async () => {
    const outdir = mkdtempSync(join(tmpdir(), 'snippet-'));
    vi.stubEnv('CDK_OUTDIR', outdir);
    vi.stubEnv('CDK_CONTEXT_JSON', JSON.stringify({ 'aws:cdk:bundling-stacks': [] }));
    vi.stubEnv('CDK_VALIDATION', 'false');
    await import('./readme-snippet.ts');
    const template = JSON.parse(readFileSync(join(outdir, 'MyApp.template.json'), 'utf8')) as { readonly Resources: object };
    expect(JSON.stringify(template.Resources)).toContain('"DARKROOM_IMAGES_PER_DAY":"200"');
  });
  it("takes buckets, a bus, a key and a topic of one's own", () => {
    const template = editorIn(ownResources);
    template.resourceCountIs('AWS::S3::Bucket', 0);
    template.hasResourceProperties('AWS::DynamoDB::Table', { SSESpecification: { SSEType: 'KMS' } });
    template.allResourcesProperties('AWS::CloudWatch::Alarm', { AlarmActions: Match.anyValue() });
    template.hasResourceProperties('AWS::Events::Rule', { EventPattern: { detail: { bucket: { name: ['my-uploads'] } } } });
  });
  it('lets its functions read a secret that is known by its name only, whose ARN ends in six characters more', () => {
    const statements = grantsOf(editorIn()).filter(({ Action }) => Action === 'secretsmanager:GetSecretValue');
    expect(statements).toHaveLength(6);
    for (const { Resource } of statements) expect(JSON.stringify(Resource)).toContain(':secret:key-??????');
  });
  it('encrypts what it makes with a key of yours, but for access logs, which S3 writes with its own', () => {
    const template = editorIn((stack) => ({ encryptionKey: new Key(stack, 'Own') as never }));
    const algorithms = Object.values(template.findResources('AWS::S3::Bucket')).map(({ Properties }) => {
      const { BucketEncryption } = Properties as { readonly BucketEncryption: object };
      return /"SSEAlgorithm":"([^"]+)"/.exec(JSON.stringify(BucketEncryption))?.[1];
    });
    expect(algorithms.toSorted()).toEqual(['AES256', 'aws:kms', 'aws:kms']);
  });
  it("lets its functions use the keys of buckets of one's own", () => {
    const template = editorIn((stack) => {
      const own = (id: string) =>
        new Bucket(stack, id, { encryption: BucketEncryption.KMS, encryptionKey: new Key(stack, `${id}Key`) }) as never;
      return { uploads: own('Pictures'), results: own('Edited') };
    });
    const rolesWith = (action: string, key: string): readonly string[] =>
      Object.entries(template.findResources('AWS::IAM::Policy'))
        .filter(([, policy]) =>
          statementsOf(policy).some(
            ({ Action, Resource }) => [Action].flat().includes(action) && JSON.stringify(Resource).includes(key),
          ),
        )
        .map(([id]) => /(\w+?)(?:Role)?DefaultPolicy/.exec(id.replace(/^Editor(Functions)?/, ''))?.[1] ?? id);
    expect(rolesWith('kms:Decrypt', 'PicturesKey')).toEqual(['StartEdit', 'Submit', 'Api', 'BatchItem']);
    expect(rolesWith('kms:GenerateDataKey', 'PicturesKey')).toEqual(['StartEdit', 'Api']);
    expect(rolesWith('kms:GenerateDataKey', 'EditedKey')).toEqual(['PersistResult', 'BatchStateMachine']);
  });
  it('keeps pictures and ledger when it is removed, unless told otherwise', () => {
    const kept = editorIn();
    for (const type of ['AWS::S3::Bucket', 'AWS::DynamoDB::Table']) kept.allResources(type, { DeletionPolicy: 'Retain' });
  });
  it('refuses one bucket for both: results would be taken for uploads', () => {
    expect(() =>
      editorIn((stack: Stack) => {
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
