import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import type { Route } from '#kernel/api/route';
import { ROUTES } from '#platform/http/routes';
import { projectRoot } from '#test/support/source-files';
import { ofType, type SynthesizedApp, synthesized, type TemplateResource } from '#test/support/templates';

const getAtt = z.object({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });

/** The function behind a template's route: its integration names it by ARN, in the same stack. */
function functionOf(synth: SynthesizedApp, route: TemplateResource): TemplateResource | undefined {
  const [, parts] = joined.parse(route.properties['Target'])['Fn::Join'];
  const reference = z.object({ Ref: z.string() }).parse(parts.find((part) => typeof part === 'object'));
  const integration = ofType(synth, 'AWS::ApiGatewayV2::Integration').find(
    (candidate) => candidate.logicalId === reference.Ref && candidate.stack === route.stack,
  );
  const [functionId] = getAtt.parse(integration?.properties['IntegrationUri'])['Fn::GetAtt'];
  return ofType(synth, 'AWS::Lambda::Function').find(
    (candidate) => candidate.logicalId === functionId && candidate.stack === route.stack,
  );
}

const handlerSchema = z.object({ file: z.string() });

/** The route that the handler of this function answers by; its roles are the ones that are enforced. */
async function routeAnsweredBy(fn: TemplateResource | undefined): Promise<unknown> {
  const { file } = handlerSchema.parse(fn?.metadata['pennywhistle:handler']);
  const module: unknown = await import(pathToFileURL(join(projectRoot, file)).href);
  return z.object({ handler: z.custom<{ route: Route }>((value) => typeof value === 'function') }).parse(module).handler
    .route;
}

describe('the deployed API and its OpenAPI document', () => {
  let synth: SynthesizedApp;
  const byKey = new Map<string, Route>(ROUTES.map((route) => [`${route.method} ${route.path}`, route]));
  let deployed: TemplateResource[];

  beforeAll(() => {
    synth = synthesized('local');
    deployed = ofType(synth, 'AWS::ApiGatewayV2::Route').filter((route) => route.properties['RouteKey'] !== '$default');
    for (const fn of ofType(synth, 'AWS::Lambda::Function')) {
      const environment = z
        .object({ Variables: z.record(z.string(), z.unknown()) })
        .parse(fn.properties['Environment'] ?? { Variables: {} });
      for (const name of Object.keys(environment.Variables)) vi.stubEnv(name, name === 'NODE_OPTIONS' ? '' : 'bound');
    }
    return () => vi.unstubAllEnvs();
  });

  it('have the same routes', () => {
    const keys = deployed.map((route) => String(route.properties['RouteKey']));

    expect(keys.toSorted()).toEqual([...byKey.keys()].toSorted());
  });

  it('have the same roles: each function answers by the declared route, with a token unless it is public', async () => {
    for (const route of deployed) {
      const key = String(route.properties['RouteKey']);
      const declared = byKey.get(key);

      expect(await routeAnsweredBy(functionOf(synth, route)), key).toBe(declared);
      expect(route.properties['AuthorizationType'], key).toBe(declared?.roles === 'anyone' ? 'NONE' : 'JWT');
    }
  });

  it('let the auditor read whatever anybody but a holder may read', () => {
    const closed = ROUTES.filter(({ method, roles }) => method === 'GET' && roles !== 'anyone').filter(
      ({ roles }) => !['admin', 'auditor'].every((role) => roles.includes(role as never)),
    );

    expect(closed.map(({ path }) => path)).toEqual([]);
  });

  it('bear one name: operation, function and handler file', () => {
    for (const route of deployed) {
      const operationId = byKey.get(String(route.properties['RouteKey']))?.operationId ?? '';
      const name = functionOf(synth, route)?.properties['FunctionName'];

      expect(name).toBe(`${operationId.charAt(0).toUpperCase()}${operationId.slice(1)}`);
    }
  });
});
