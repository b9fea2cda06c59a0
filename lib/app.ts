/** The CDK app: one stack per stage, checked by three rule packs before it may leave this machine. */
import { App, RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks, ServerlessChecks } from 'cdk-nag';
import { parseResultHosts, RESULT_HOSTS_ALLOWED, RESULT_HOSTS_VARIABLE } from '#core/service/result-hosts.ts';
import { DarkroomStack } from './darkroom-stack.ts';

const app = new App();
const setting = (name: string): string | undefined => process.env[name] || undefined;
const number = (name: string): number | undefined => {
  const text = setting(name);
  if (text === undefined || /^\d{1,9}$/.test(text)) return text === undefined ? undefined : Number(text);
  throw new Error(`${name} is "${text}": set it to a whole number, or leave it out`);
};
const hosts = (name: string): readonly string[] | undefined => {
  const text = setting(name);
  const given = text === undefined ? [] : parseResultHosts(text);
  if (given !== undefined) return given.length === 0 ? undefined : given;
  throw new Error(`${name} is "${text}": set it to ${RESULT_HOSTS_ALLOWED}, or leave it out`);
};

new DarkroomStack(app, setting('DARKROOM_STACK') ?? 'Darkroom', {
  apiKeySecretArn: setting('DARKROOM_SECRET_ARN'),
  modelUrl: setting('DASHSCOPE_HTTP_BASE_URL'),
  resultHosts: hosts(RESULT_HOSTS_VARIABLE),
  capacity: number('DARKROOM_CAPACITY'),
  imagesPerDay: number('DARKROOM_IMAGES_PER_DAY'),
  removalPolicy: setting('DARKROOM_KEEP') === 'false' ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN,
});
Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new NIST80053R5Checks(app), new ServerlessChecks(app));
