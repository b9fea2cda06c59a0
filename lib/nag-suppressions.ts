/** Answers to the rule packs: one finding on one resource, with its reason. */
import { CfnResource, Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Findings by id, as the packs print them, each with the reason why it stands. */
export type Findings = Readonly<Record<string, string>>;

/** Acknowledges findings on the one CloudFormation resource of a construct, never on anything below or above it. */
export const acknowledge = (construct: IConstruct, findings: Findings): void => {
  const resource = CfnResource.isCfnResource(construct) ? construct : construct.node.defaultChild;
  if (!CfnResource.isCfnResource(resource))
    throw new Error(`${construct.node.path} is not one resource; name the one that is meant`);
  for (const [finding, reason] of Object.entries(findings)) {
    Validations.of(resource).acknowledge({ id: `${packOf(finding)}::${finding}`, reason });
  }
};

const packOf = (finding: string): string => {
  const pack = ['AwsSolutions', 'NIST.800.53.R5', 'Serverless'].find((name) => finding.startsWith(`${name}-`));
  if (pack === undefined) throw new Error(`finding ${finding} is of no pack that is checked`);
  return pack;
};

/** Id of the finding that a policy names this resource with a wildcard in it. */
export const wildcardFinding = (scope: IConstruct, resource: string): string =>
  `AwsSolutions-IAM5[Resource::${flatten(Stack.of(scope).resolve(resource))}]`;

/** Spells a resolved ARN as the packs do: references in angle brackets. */
const flatten = (value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) throw new Error(`cannot spell ${JSON.stringify(value)}`);
  if ('Ref' in value) return `<${String(value.Ref)}>`;
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt'])) return `<${value['Fn::GetAtt'].join('.')}>`;
  if ('Fn::Join' in value && Array.isArray(value['Fn::Join'])) {
    const [separator, parts] = value['Fn::Join'] as [string, readonly unknown[]];
    return parts.map(flatten).join(separator);
  }
  throw new Error(`cannot spell ${JSON.stringify(value)}`);
};
