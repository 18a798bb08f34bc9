import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createConsoleBuild } from '#infra/local/console/console-build';
import { projectRoot } from '#test/support/source-files';
import { ofType, type SynthesizedApp, synthesized } from '#test/support/templates';

const edgeFunction = z.object({ FunctionCode: z.string(), FunctionConfig: z.object({ Runtime: z.string() }) });
const behaviour = z.object({
  ViewerProtocolPolicy: z.string(),
  AllowedMethods: z.array(z.string()),
  FunctionAssociations: z.array(z.object({ EventType: z.string(), FunctionARN: z.unknown() })).optional(),
  ResponseHeadersPolicyId: z.unknown().optional(),
});
const distribution = z.object({
  DistributionConfig: z.object({
    DefaultCacheBehavior: behaviour,
    CacheBehaviors: z.array(behaviour.extend({ PathPattern: z.string() })),
  }),
});
const answered = z.object({ uri: z.string() });

describe('the console’s edge', () => {
  let synth: SynthesizedApp;
  beforeAll(() => {
    synth = synthesized('local');
  });
  const propertiesOf = (type: string): unknown => {
    const [only, ...others] = ofType(synth, type);
    expect(others).toEqual([]);
    return only?.properties;
  };
  /** What the template's own function makes of a request for `uri`. */
  const uriFor = (uri: string): string => {
    const { FunctionCode } = edgeFunction.parse(propertiesOf('AWS::CloudFront::Function'));
    const event = { request: { method: 'GET', uri, headers: {} } };
    return answered.parse(runInNewContext(`${FunctionCode}; handler(event)`, { event })).uri;
  };

  it.each([
    '/',
    '/periods/US_2025_04/long-tail',
    '/ledger/transactions/report.r_1.distribution.USD',
    '/portal/H-ADA/mutations',
    '/index.html',
    '/assets',
    '/assets/',
  ])('answers the deep link %s with the one page', (uri) => {
    expect(uriFor(uri)).toBe('/index.html');
  });

  it.each(['/assets/main-1a2b.js', '/assets/inter-latin-Dx_4-Jl.woff2', '/config.json', '/theme.js', '/favicon.svg'])(
    'leaves the file %s as it is',
    (uri) => {
      expect(uriFor(uri)).toBe(uri);
    },
  );

  it.each([
    '/assets/../config.json',
    '/assets/..',
    '/assets/.hidden',
    '/assets/%2e%2e/index.html',
    '/assets/a/../../secret',
    '/assets/a.js/../b.js',
    '/config.json/..',
    '//assets/a.js',
    '/assets/a.js\n/etc/passwd',
  ])('never looks for a file at %j', (uri) => {
    expect(uriFor(uri)).toBe('/index.html');
  });

  it('finds every file that a build has', async () => {
    const folder = await createConsoleBuild(projectRoot).files();
    const files = readdirSync(join(folder, 'assets')).map((name) => `/assets/${name}`);

    expect(files.length).toBeGreaterThan(10);
    expect(files.filter((uri) => uriFor(uri) !== uri)).toEqual([]);
  }, 120_000);

  it('asks the function for pages and never for the API, both by TLS alone', () => {
    const { DefaultCacheBehavior: pages, CacheBehaviors } = distribution.parse(
      propertiesOf('AWS::CloudFront::Distribution'),
    ).DistributionConfig;

    expect(pages.FunctionAssociations?.map(({ EventType }) => EventType)).toEqual(['viewer-request']);
    expect(pages.AllowedMethods.toSorted()).toEqual(['GET', 'HEAD']);
    const [headers] = ofType(synth, 'AWS::CloudFront::ResponseHeadersPolicy');
    expect(pages.ResponseHeadersPolicyId).toEqual({ Ref: headers?.logicalId });
    expect(CacheBehaviors.map(({ PathPattern }) => PathPattern)).toEqual(['/v1/*']);
    expect(CacheBehaviors.flatMap(({ FunctionAssociations }) => FunctionAssociations ?? [])).toEqual([]);
    for (const { ViewerProtocolPolicy } of [pages, ...CacheBehaviors])
      expect(ViewerProtocolPolicy).toBe('redirect-to-https');
  });

  it('lets nothing run but the console’s own scripts, and nobody frame it', () => {
    const policy = JSON.stringify(propertiesOf('AWS::CloudFront::ResponseHeadersPolicy'));

    for (const part of ["default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"])
      expect(policy).toContain(part);
    expect(policy).not.toMatch(/unsafe-|script-src[^;]*\*/);
    expect(policy).toMatch(/"FrameOption":"DENY"/);
    expect(policy).toMatch(/"AccessControlMaxAgeSec":63072000/);
    expect(policy).toMatch(/"ContentTypeOptions":\{"Override":true\}/);
  });
});
