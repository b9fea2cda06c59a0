/** The stack as CloudFormation gets it, without an account. */
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DarkroomStack, type DarkroomStackProps } from '#lib/darkroom-stack.ts';

/** One resource of the template. */
export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** Feature flags and settings of cdk.json, which the command line would pass on. */
const { context } = JSON.parse(readFileSync('cdk.json', 'utf8')) as { readonly context: Record<string, unknown> };

/**
 * Without bundling: what is asserted here does not depend on code. `validated`: whether synthesis applies CloudFormation's own rules
 * and throws; that takes longer than everything else, so rules.test.ts does it for all settings.
 */
export const createApp = ({ validated = false }: { readonly validated?: boolean } = {}): App =>
  new App({
    outdir: mkdtempSync(join(tmpdir(), 'cdk-')),
    context: { ...context, 'aws:cdk:bundling-stacks': [] },
    builtinCloudFormationValidation: validated,
  });

/** Synthesizes the stack with some settings. */
export const synthesize = (props: DarkroomStackProps = {}, id = 'Darkroom') => {
  const stack = new DarkroomStack(createApp(), id, props);
  const template = Template.fromStack(stack);
  const resources = (template.toJSON() as { readonly Resources: Readonly<Record<string, Resource>> }).Resources;
  const ofType = (type: string): readonly (readonly [string, Resource])[] =>
    Object.entries(resources).filter(([, resource]) => resource.Type === type);
  return { stack, template, resources, ofType };
};

/** The stack with its default settings, synthesized once for every test that only reads it. */
export const DEFAULT_STACK = synthesize();
