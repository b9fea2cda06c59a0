/** The HTTP API: the routes of functions/api behind API Gateway, signed requests only unless a JWT issuer is named. */
import { Aws, type RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import { HttpApi, HttpMethod, HttpStage, type IHttpRouteAuthorizer, LogGroupLogDestination } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { OPERATIONS } from '#core/api/operations.ts';
import { LOGS } from './functions/edit-function.ts';
import { acknowledge } from './nag-suppressions.ts';

/** Who signs the tokens that let a caller in. */
export interface JwtIssuer {
  readonly issuer: string;
  readonly audience: readonly string[];
}

/** The handler behind all routes, and who may call. */
export interface EditApiProps {
  readonly handler: IFunction;
  readonly removalPolicy: RemovalPolicy;
  /** @default - callers sign with AWS credentials (IAM) */
  readonly jwt?: JwtIssuer | undefined;
  /** Requests a second, and how many at once. @default - 20 a second, 40 at once */
  readonly throttle?: { readonly rateLimit: number; readonly burstLimit: number } | undefined;
}

/** Every operation of the API has its route; anything else is API Gateway's own 404 and invokes nothing. */
const ROUTES = Object.values(OPERATIONS).map(({ method, path }) => ({ method: HttpMethod[method], path }));

/** An HTTP API with one throttled, access-logged stage. */
export class EditApi extends Construct {
  readonly api: HttpApi;
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string, props: EditApiProps) {
    super(scope, id);
    this.api = new HttpApi(this, 'Api', {
      apiName: `${Aws.STACK_NAME} edits`,
      description: 'Edits: create, follow, cancel, retry',
      createDefaultStage: false,
    });
    this.stage = this.#stage(props);
    const integration = new HttpLambdaIntegration('Edits', props.handler);
    const authorizer = authorizerOf(props.jwt);
    for (const { method, path } of ROUTES) this.api.addRoutes({ methods: [method], path, integration, authorizer });
  }

  /** Where the API answers, without a slash at the end. */
  get url(): string {
    return this.api.apiEndpoint;
  }

  #stage({ removalPolicy, throttle = { rateLimit: 20, burstLimit: 40 } }: EditApiProps): HttpStage {
    const log = new LogGroup(this, 'AccessLog', { retention: RetentionDays.THREE_MONTHS, removalPolicy });
    acknowledge(log, { 'NIST.800.53.R5-CloudWatchLogGroupEncrypted': LOGS });
    return new HttpStage(this, 'Stage', {
      httpApi: this.api,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      accessLogSettings: { destination: new LogGroupLogDestination(log), format: AccessLogFormat.custom(JSON.stringify(LINE)) },
    });
  }
}

/** One line per request: never query strings or bodies. */
const LINE = {
  requestId: '$context.requestId',
  time: '$context.requestTime',
  route: '$context.routeKey',
  status: '$context.status',
  latencyMs: '$context.responseLatency',
  bytes: '$context.responseLength',
  caller: '$context.identity.caller',
  error: '$context.error.message',
};

const authorizerOf = (jwt: JwtIssuer | undefined): IHttpRouteAuthorizer =>
  jwt === undefined ? new HttpIamAuthorizer() : new HttpJwtAuthorizer('Callers', jwt.issuer, { jwtAudience: [...jwt.audience] });
