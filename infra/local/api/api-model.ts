import { z } from 'zod';

/** One resource of the templates, resolved; `ref` is what `Ref` gives. */
export interface ApiResource {
  readonly type: string;
  readonly ref: string;
  readonly properties: unknown;
}

export interface JwtAuthorizer {
  readonly name: string;
  readonly issuer: string;
  readonly audience: readonly string[];
}

export interface Route {
  /** As the template has it, e.g. `GET /v1/holders/{id}/balances` or `$default`. */
  readonly routeKey: string;
  readonly functionName: string;
  readonly timeoutMilliseconds: number;
  readonly authorizer: JwtAuthorizer | undefined;
  /** Scopes of which the token must carry at least one. */
  readonly scopes: readonly string[];
}

export interface Cors {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAgeSeconds: number | undefined;
}

/** The HTTP API that the templates declare. */
export interface ApiModel {
  readonly apiId: string;
  readonly stage: string;
  readonly routes: readonly Route[];
  readonly authorizers: readonly JwtAuthorizer[];
  readonly cors: Cors | undefined;
}

const TIMEOUT_MILLISECONDS_MAX = 30_000;
const texts = z.array(z.string()).default([]);
const apiProperties = z.object({
  ProtocolType: z.literal('HTTP').optional(),
  CorsConfiguration: z
    .object({
      AllowOrigins: texts,
      AllowMethods: texts,
      AllowHeaders: texts,
      ExposeHeaders: texts,
      AllowCredentials: z.union([z.boolean(), z.stringbool()]).default(false),
      MaxAge: z.coerce.number().optional(),
    })
    .optional(),
});
const stageProperties = z.object({ StageName: z.string() });
const authorizerProperties = z.object({
  AuthorizerType: z.literal('JWT'),
  Name: z.string().default('jwt'),
  JwtConfiguration: z.object({ Issuer: z.string(), Audience: texts }),
});
const integrationProperties = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z.coerce.number().max(TIMEOUT_MILLISECONDS_MAX).default(TIMEOUT_MILLISECONDS_MAX),
});
const routeProperties = z.object({
  RouteKey: z.string(),
  Target: z.string(),
  AuthorizationType: z.enum(['NONE', 'JWT']).default('NONE'),
  AuthorizerId: z.string().optional(),
  AuthorizationScopes: texts,
});

/** Reads the `AWS::ApiGatewayV2::…` resources. Throws, naming the resource, on what the local API cannot run. */
export function readApiModel(resources: readonly ApiResource[]): ApiModel {
  const all = <Shape>(type: string, schema: z.ZodType<Shape>) =>
    resources
      .filter((resource) => resource.type === `AWS::ApiGatewayV2::${type}`)
      .map((resource) => ({ ref: resource.ref, ...read(schema, resource) }));
  const [api] = all('Api', apiProperties);
  const authorizers = new Map(
    all('Authorizer', authorizerProperties).map(({ ref, Name, JwtConfiguration }) => [
      ref,
      { name: Name, issuer: JwtConfiguration.Issuer, audience: JwtConfiguration.Audience },
    ]),
  );
  const integrations = new Map(all('Integration', integrationProperties).map((found) => [found.ref, found]));
  const routes = all('Route', routeProperties).map((route): Route => {
    const integration = integrations.get(route.Target.replace(/^integrations\//, ''));
    if (integration === undefined)
      throw new Error(`Route ${route.RouteKey} leads to ${route.Target}, which no template has`);
    const authorizer = route.AuthorizationType === 'JWT' ? authorizers.get(route.AuthorizerId ?? '') : undefined;
    if (route.AuthorizationType === 'JWT' && authorizer === undefined)
      throw new Error(`Route ${route.RouteKey} asks authorizer ${route.AuthorizerId}, which no template has`);
    return {
      routeKey: route.RouteKey,
      functionName: functionNameOf(integration.IntegrationUri),
      timeoutMilliseconds: integration.TimeoutInMillis,
      authorizer,
      scopes: route.AuthorizationScopes,
    };
  });
  const cors = api?.CorsConfiguration;
  return {
    apiId: api?.ref ?? 'local',
    stage: all('Stage', stageProperties)[0]?.StageName ?? '$default',
    routes,
    authorizers: [...authorizers.values()],
    cors: cors && {
      allowOrigins: cors.AllowOrigins,
      allowMethods: cors.AllowMethods,
      allowHeaders: cors.AllowHeaders,
      exposeHeaders: cors.ExposeHeaders,
      allowCredentials: cors.AllowCredentials,
      maxAgeSeconds: cors.MaxAge,
    },
  };
}

function read<Shape>(schema: z.ZodType<Shape>, resource: ApiResource): Shape {
  const parsed = schema.safeParse(resource.properties);
  if (parsed.success) return parsed.data;
  throw new Error(`${resource.type} ${resource.ref} cannot run locally: ${z.prettifyError(parsed.error)}`);
}

// `arn:aws:lambda:…:function:Name`, with `:alias` or not, plain or inside API Gateway's invocation ARN.
function functionNameOf(uri: string): string {
  return /:function:([^:/]+)/.exec(uri)?.[1] ?? uri;
}
