/** A deployed Darkroom by the name of its stack or by its address, and the caller's credentials for it. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import type { ClientOptions } from '#client/call.ts';
import { type CommandIo, UsageError } from '../command.ts';
import { type Credentials, createSigner } from './signer.ts';

/** What is found out about a deployment. */
export interface DeployedApi extends Required<Pick<ClientOptions, 'baseUrl' | 'sign'>> {
  /** Outputs of the stack; empty when only its address is known. */
  readonly outputs: Readonly<Record<string, string>>;
}

/** What is read from AWS. */
export interface AwsAccount {
  /** @throws whatever the SDK throws */
  outputsOf(stack: string): Promise<Readonly<Record<string, string>> | undefined>;
  region(): Promise<string>;
  credentials(): Promise<Exclude<Credentials, (...args: never) => unknown>>;
}

/** The account of this machine's AWS configuration, as every AWS tool finds it. */
export const createAwsAccount = (): AwsAccount => {
  const client = new CloudFormationClient({});
  return {
    outputsOf: async (stack) => {
      const { Stacks } = await client.send(new DescribeStacksCommand({ StackName: stack }));
      const outputs = Stacks?.[0]?.Outputs;
      return outputs === undefined
        ? undefined
        : Object.fromEntries(outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]));
    },
    region: () => client.config.region(),
    credentials: () => client.config.credentials(),
  };
};

/** Finds the API of a stack, or takes its address. @throws UsageError when there is none, or no credentials */
export const findApi = async (
  target: string,
  { env }: Pick<CommandIo, 'env'>,
  account: AwsAccount = createAwsAccount(),
): Promise<DeployedApi> => {
  const url = /^https?:\/\//i.test(target) ? apiAddress(target) : undefined;
  const outputs = url === undefined ? await stackOutputs(target, account) : {};
  const baseUrl = url ?? outputs.ApiUrl;
  if (baseUrl === undefined) {
    throw new UsageError(
      `the stack ${target} has no output ApiUrl`,
      'Name a stack that has Darkroom in it, or the address of its API.',
    );
  }
  const token = env.DARKROOM_TOKEN?.trim();
  if (token) return { baseUrl, outputs, sign: () => ({ authorization: `Bearer ${token}` }) };
  const region = regionOfAddress(baseUrl) ?? (await readFromAccount('the AWS region', account.region));
  await readFromAccount('AWS credentials', account.credentials);
  return { baseUrl, outputs, sign: createSigner({ credentials: account.credentials, region }) };
};

const apiAddress = (target: string): string => {
  if (!URL.canParse(target))
    throw new UsageError(`--aws ${target} is not an address`, 'Copy ApiUrl from the outputs of the stack.');
  const { protocol, hostname, origin, pathname } = new URL(target);
  if (protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)) {
    return `${origin}${pathname.replace(/\/+$/, '')}`;
  }
  throw new UsageError(`--aws ${target} is not https`, 'Signed calls travel over https only.');
};

/** The region in the name of an API Gateway host: `<id>.execute-api.<region>.amazonaws.com`. */
const regionOfAddress = (url: string): string | undefined =>
  /\.execute-api\.([a-z0-9-]+)\.amazonaws\.com(\.cn)?$/.exec(new URL(url).hostname)?.[1];

const stackOutputs = async (stack: string, account: AwsAccount): Promise<Readonly<Record<string, string>>> => {
  const outputs = await readFromAccount(`the stack ${stack}`, () => account.outputsOf(stack));
  if (outputs !== undefined) return outputs;
  throw new UsageError(
    `the stack ${stack} has no outputs yet`,
    'Wait until its deployment is complete: aws cloudformation describe-stacks.',
  );
};

const readFromAccount = async <T>(what: string, ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask();
  } catch (cause) {
    throw new UsageError(
      `${what} cannot be found: ${cause instanceof Error ? cause.message : String(cause)}`,
      'Check AWS_PROFILE and AWS_REGION: aws sts get-caller-identity and aws cloudformation list-stacks must work.',
      { cause },
    );
  }
};
