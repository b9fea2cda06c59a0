import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { DEFAULT_STACK } from './synthesized.ts';

const { ofType } = DEFAULT_STACK;
const [, machine] = ofType('AWS::StepFunctions::StateMachine').find(([id]) => id.includes('Workflow')) ?? [];
const properties = machine?.Properties as {
  readonly DefinitionString: string;
  readonly DefinitionSubstitutions: Readonly<Record<string, unknown>>;
};

/** The definition with every placeholder filled in, as Step Functions sees it. */
const filled = Object.keys(properties.DefinitionSubstitutions).reduce(
  (text, name) => text.replaceAll(`\${${name}}`, `arn:aws:lambda:us-east-1:123456789012:function:${name}`),
  properties.DefinitionString,
);

describe('the deployed definition', () => {
  it('is the workflow file, and nothing but it', () => {
    expect(JSON.parse(properties.DefinitionString)).toEqual(
      JSON.parse(readFileSync('statemachines/edit-image.asl.json', 'utf8')),
    );
  });
  it('leaves no placeholder open and fills none that is not there', () => {
    expect(filled).not.toContain('${');
    for (const name of Object.keys(properties.DefinitionSubstitutions)) {
      expect(properties.DefinitionString, name).toContain(`\${${name}}`);
    }
  });
  it('is valid Amazon States Language', () => {
    const { isValid, errorsText } = validate(JSON.parse(filled));
    expect(isValid, errorsText()).toBe(true);
  });
  it('runs as Standard, traced, logged without the data of executions', () => {
    expect(machine?.Properties).toMatchObject({
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    });
  });
});
