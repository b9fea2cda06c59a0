import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { batchItemSchema } from '#functions/batch-item/handler.ts';
import { REPORTS_PREFIX } from '#lib/batch/edit-batch.ts';
import { batchStack } from './batch-stack.ts';
import { createApp } from './synthesized.ts';

const template = Template.fromStack(batchStack(createApp()));
const file = JSON.parse(readFileSync('statemachines/edit-batch.asl.json', 'utf8'));

const deployed = (): string => {
  const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
  return String(machine?.Properties.DefinitionString);
};

describe('the batch state machine', () => {
  it('is the file, in valid Amazon States Language, with every placeholder filled', () => {
    const placeholders = [...deployed().matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    const [machine] = Object.values(template.findResources('AWS::StepFunctions::StateMachine'));
    expect(Object.keys(machine?.Properties.DefinitionSubstitutions).sort()).toEqual([...new Set(placeholders)].sort());
    const { isValid, errorsText } = validate(JSON.parse(deployed()), { checkArn: false, checkPaths: true });
    expect(isValid, errorsText('\n')).toBe(true);
  });
  it('hands the function exactly what it takes', () => {
    const names = Object.keys(file.States['Edit each picture'].ItemSelector).map((name) => name.replace(/\.\$$/, ''));
    expect(names.sort()).toEqual(Object.keys(batchItemSchema.shape).sort());
  });
  it('reads only what the input must have or what has a default', () => {
    const { ItemReader, MaxConcurrencyPath, ToleratedFailurePercentagePath, ItemSelector } = file.States['Edit each picture'];
    const prefix = ItemReader.Parameters['Prefix.$'];
    const read = [
      prefix,
      MaxConcurrencyPath,
      ToleratedFailurePercentagePath,
      ItemSelector['instruction.$'],
      ItemSelector['retryFailed.$'],
    ];
    const { defaults } = file.States['Name the defaults'].Parameters;
    expect(read.sort()).toEqual([...Object.keys(defaults), 'instruction'].map((name) => `$.${name}`).sort());
  });
  it("takes the instruction under its former name, and only when today's is absent", () => {
    const { Choices } = file.States['Acceptable?'];
    expect(Choices[0].And).toEqual([
      { Variable: '$.wish', IsPresent: true },
      { Variable: '$.instruction', IsPresent: false },
    ]);
    expect(file.States[Choices[0].Next]).toMatchObject({
      Type: 'Pass',
      InputPath: '$.wish',
      ResultPath: '$.instruction',
      Next: 'Acceptable?',
    });
  });
  it('writes its report where its role may', () => {
    const { Prefix } = file.States['Edit each picture'].ResultWriter.Parameters;
    expect(`${Prefix}/`).toBe(REPORTS_PREFIX);
  });
  it('repeats what passes, never a refusal', () => {
    const { Retry } = file.States['Edit each picture'].ItemProcessor.States['Open the edit'];
    const repeated = Retry.flatMap(({ ErrorEquals }: { ErrorEquals: readonly string[] }) => ErrorEquals);
    expect(repeated).toContain('Unavailable');
    expect(repeated.filter((name: string) => /InvalidEdit|States\.(ALL|TaskFailed)/.test(name))).toEqual([]);
  });
  it('may start children of itself and write reports below batches/, and nothing more', () => {
    const policies = Object.entries(template.findResources('AWS::IAM::Policy')).filter(([id]) => id.includes('StateMachine'));
    const statements = policies.flatMap(([, { Properties }]) => Properties.PolicyDocument.Statement);
    const actions = statements
      .flatMap(({ Action }: { Action: string | string[] }) => Action)
      .filter((action: string) => !/^(logs|xray):/.test(action));
    expect(actions.sort()).toEqual([
      'lambda:InvokeFunction',
      's3:AbortMultipartUpload',
      's3:GetObject',
      's3:ListBucket',
      's3:ListMultipartUploadParts',
      's3:PutObject',
      'states:DescribeExecution',
      'states:RedriveExecution',
      'states:StartExecution',
      'states:StopExecution',
    ]);
    const objects = statements.find(({ Action }: { Action: string | string[] }) => Action.includes('s3:PutObject'));
    expect(JSON.stringify(objects.Resource)).toContain('/batches/*');
  });
});
