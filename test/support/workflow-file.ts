/** statemachines/edit-image.asl.json, read once, with the substitutions that a deployment fills in. */
import { readFileSync } from 'node:fs';

/** One entry of `Retry`. */
export interface Retrier {
  readonly ErrorEquals: readonly string[];
  readonly IntervalSeconds?: number;
  readonly BackoffRate?: number;
  readonly MaxDelaySeconds?: number;
  readonly MaxAttempts?: number;
  readonly JitterStrategy?: 'FULL' | 'NONE';
}

/** One entry of `Catch`. */
export interface Catcher {
  readonly ErrorEquals: readonly string[];
  readonly ResultPath?: string | null;
  readonly Next: string;
}

/** The fields of a state that the file uses; the walker refuses any other. */
export interface State {
  readonly Type: 'Task' | 'Wait' | 'Choice' | 'Fail';
  readonly Comment?: string;
  readonly Resource?: string;
  readonly Parameters?: Readonly<Record<string, unknown>>;
  readonly TimeoutSeconds?: number;
  readonly ResultPath?: string | null;
  readonly Retry?: readonly Retrier[];
  readonly Catch?: readonly Catcher[];
  readonly SecondsPath?: string;
  readonly Choices?: readonly { readonly Variable: string; readonly StringEquals: string; readonly Next: string }[];
  readonly Default?: string;
  readonly Error?: string;
  readonly Cause?: string;
  readonly Next?: string;
  readonly End?: boolean;
}

/** A state machine of such states. */
export interface Definition {
  readonly Comment?: string;
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

/** Where the file is. */
export const WORKFLOW_FILE = new URL('../../statemachines/edit-image.asl.json', import.meta.url);

/** The text of the file, as it is. */
export const workflowText = (): string => readFileSync(WORKFLOW_FILE, 'utf8');

/** The file with every substitution replaced by the ARN of a function of that name. */
export const workflowDefinition = (): Definition =>
  JSON.parse(
    workflowText().replace(/\$\{(\w+)FunctionArn\}/g, 'arn:aws:lambda:us-east-1:123456789012:function:$1'),
  ) as Definition;
