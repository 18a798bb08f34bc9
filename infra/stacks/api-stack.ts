import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import {
  HttpApi,
  HttpAuthorizer,
  HttpAuthorizerType,
  HttpMethod,
  HttpNoneAuthorizer,
  HttpRoute,
  HttpRouteKey,
  type HttpStage,
  type IHttpRouteAuthorizer,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from '#infra/constructs/acknowledge';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { physicalName } from '#infra/constructs/stage';
import type { StorageStack } from '#infra/stacks/storage-stack';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** The HTTP API. A capability's stack adds its routes with `api.addRoute('GET', '/v1/…', fn)`. */
export class ApiStack extends Stack {
  readonly #storage: StorageStack;
  readonly #api: HttpApi;
  readonly #authorizer: IHttpRouteAuthorizer;

  constructor(scope: Construct, id: string, props: { readonly storage: StorageStack }) {
    super(scope, id, { description: 'Pennywhistle: the API' });
    this.#storage = props.storage;
    this.#api = new HttpApi(this, 'Api', { apiName: physicalName(this, 'royalty-api'), createDefaultStage: false });
    this.#addStage();
    const { client, issuer } = props.storage.identity;
    const authorizer = new HttpAuthorizer(this, 'Tokens', {
      httpApi: this.#api,
      type: HttpAuthorizerType.JWT,
      authorizerName: 'tokens',
      identitySource: ['$request.header.Authorization'],
      jwtAudience: [client.userPoolClientId],
      jwtIssuer: issuer,
    });
    this.#authorizer = HttpAuthorizer.fromHttpAuthorizerAttributes(this, 'TokensReference', {
      authorizerId: authorizer.authorizerId,
      authorizerType: 'JWT',
    });
    this.#addOwnRoutes();
    new CfnOutput(this, 'ApiUrl', { value: this.#api.apiEndpoint });
  }

  /** The host of the API, for whoever stands in front of it. */
  get domainName(): string {
    return `${this.#api.apiId}.execute-api.${this.region}.${this.urlSuffix}`;
  }

  /**
   * Routes `method path` to `fn`, with a token unless `isPublic`; the roles are the handler's own to check. A write may
   * keep its `Idempotency-Key` in the control table: `CONTROL_TABLE` and that right come with the route. The route
   * belongs to the stack of `fn`, so stacks depend on this one and never the other way.
   */
  addRoute(method: Method, path: string, fn: RoyaltyFunction, options: { readonly isPublic?: boolean } = {}): void {
    const route = new HttpRoute(fn.stack, `Route${fn.node.id}${method}${path.replaceAll(/\W+/g, '-')}`, {
      httpApi: this.#api,
      routeKey: HttpRouteKey.with(path, HttpMethod[method]),
      integration: new HttpLambdaIntegration(`${fn.node.id}Integration`, fn),
      authorizer: options.isPublic === true ? new HttpNoneAuthorizer() : this.#authorizer,
    });
    if (options.isPublic === true) {
      acknowledge(
        route,
        'AwsSolutions-APIG4',
        'This route says nothing that needs a token; interfaces.md names it so.',
      );
    }
    if (method !== 'GET') this.#keepIntents(fn);
  }

  #keepIntents(fn: RoyaltyFunction): void {
    const table = this.#storage.controlTable;
    fn.addEnvironment('CONTROL_TABLE', table.tableName);
    fn.addToRolePolicy(
      new PolicyStatement({
        effect: Effect.ALLOW,
        actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
        resources: [table.tableArn],
        conditions: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['IDEMPOTENCY#*'] } },
      }),
    );
  }

  #addStage(): void {
    const accessLog = new LogGroup(this, 'AccessLog', {
      logGroupName: `/aws/apigateway/${physicalName(this, 'royalty-api')}`,
      retention: RetentionDays.ONE_YEAR,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const stage: HttpStage = this.#api.addStage('Stage', {
      stageName: '$default',
      autoDeploy: true,
      throttle: { burstLimit: 500, rateLimit: 1000 },
      accessLogSettings: {
        destination: new LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(
          JSON.stringify({
            request_id: '$context.requestId',
            at: '$context.requestTimeEpoch',
            subject: '$context.authorizer.claims.sub',
            route: '$context.routeKey',
            status: '$context.status',
            latency_milliseconds: '$context.responseLatency',
            error: '$context.error.message',
          }),
        ),
      },
    });
    stage.node.addDependency(accessLog);
  }

  #addOwnRoutes(): void {
    const health = new RoyaltyFunction(this, 'GetHealth', {
      file: 'functions/platform/handlers/get-health.ts',
      errorImpact: 'nobody outside can see whether the API answers',
      timeout: Duration.seconds(5),
      memoryMegabytes: 256,
    });
    this.addRoute('GET', '/v1/health', health, { isPublic: true });
    const openapi = new RoyaltyFunction(this, 'GetOpenapi', {
      file: 'functions/platform/handlers/get-openapi.ts',
      errorImpact: 'client developers cannot read the API’s description',
      timeout: Duration.seconds(10),
    });
    this.addRoute('GET', '/v1/openapi.json', openapi, { isPublic: true });
  }
}
