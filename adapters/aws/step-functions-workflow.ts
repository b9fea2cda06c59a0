/** Executions on Step Functions Standard. */
import {
  DescribeExecutionCommand,
  SendTaskFailureCommand,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { executionName } from '#core/edit/execution-name.ts';
import { omitUndefined } from '#core/omit-undefined.ts';
import type { Workflow } from '#core/ports/workflow.ts';
import { awsCode, unavailable } from './aws-problem.ts';

/** Where the executions run. */
export interface StepFunctionsWorkflowOptions {
  readonly stateMachineArn: string;
  readonly client?: SFNClient;
}

const NOBODY_WAITS = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

/**
 * The workflow on Step Functions. Starting the same number twice is safe by the service's own rule: while the execution runs the
 * repeated start is answered like the first, and after it ended with `ExecutionAlreadyExists` (for 90 days).
 */
export const createStepFunctionsWorkflow = ({
  stateMachineArn,
  client = new SFNClient({}),
}: StepFunctionsWorkflowOptions): Workflow => {
  const executionArn = (name: string): string => `${stateMachineArn.replace(':stateMachine:', ':execution:')}:${name}`;

  const answer = async (what: string, call: () => Promise<unknown>): Promise<'sent' | 'gone'> => {
    try {
      await call();
      return 'sent';
    } catch (error) {
      if (NOBODY_WAITS.has(awsCode(error) ?? '')) return 'gone';
      throw unavailable('WORKFLOW_UNAVAILABLE', what, error);
    }
  };

  return {
    start: async (editId, attempt) => {
      const name = executionName(editId, attempt);
      try {
        await client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify({ editId }) }));
        return 'started';
      } catch (error) {
        if (awsCode(error) === 'ExecutionAlreadyExists') return 'exists';
        throw unavailable('WORKFLOW_UNAVAILABLE', `starting execution ${name}`, error);
      }
    },
    succeed: async (taskToken, output) =>
      await answer('letting a waiting execution go on', () =>
        client.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) })),
      ),
    fail: async (taskToken, error, cause) =>
      await answer('failing a waiting execution', () => client.send(new SendTaskFailureCommand({ taskToken, error, cause }))),
    status: async (editId, attempt) => {
      const name = executionName(editId, attempt);
      try {
        const { status, error, cause } = await client.send(new DescribeExecutionCommand({ executionArn: executionArn(name) }));
        if (status === 'ABORTED' || status === 'SUCCEEDED') return { status };
        if (status === 'FAILED' || status === 'TIMED_OUT') {
          return { status, failure: omitUndefined({ Error: error, Cause: cause }) };
        }
        return { status: 'RUNNING' };
      } catch (error) {
        if (awsCode(error) === 'ExecutionDoesNotExist') return { status: 'NONE' };
        throw unavailable('WORKFLOW_UNAVAILABLE', `looking at execution ${name}`, error);
      }
    },
  };
};
