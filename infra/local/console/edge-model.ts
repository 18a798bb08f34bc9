import { z } from 'zod';
import type { Resource } from '#infra/local/template/cloud-model';

/** What the templates say about serving the console: which headers every file carries, which file an address means. */
export interface EdgeModel {
  readonly headers: Readonly<Record<string, string>>;
  /** The code of the viewer-request function, in CloudFront's own form; without one an address is its file. */
  readonly functionCode: string | undefined;
}

const text = z.object({ Override: z.unknown() });
const headersPolicy = z.object({
  ResponseHeadersPolicyConfig: z.object({
    SecurityHeadersConfig: z
      .object({
        ContentSecurityPolicy: text.extend({ ContentSecurityPolicy: z.string() }).optional(),
        ContentTypeOptions: text.optional(),
        FrameOptions: text.extend({ FrameOption: z.string() }).optional(),
        ReferrerPolicy: text.extend({ ReferrerPolicy: z.string() }).optional(),
      })
      .default({}),
    CustomHeadersConfig: z
      .object({ Items: z.array(z.object({ Header: z.string(), Value: z.string() })) })
      .default({ Items: [] }),
  }),
});
const edgeFunction = z.object({ FunctionCode: z.string() });

/** AWS's own hosts in a policy, which here stand behind the one endpoint. */
const AWS_HOST = /https:\/\/[^\s;]+\.(?:amazonaws|amazoncognito)\.com/g;

/** Reads the `AWS::CloudFront::…` resources. Strict-Transport-Security is left out: a loopback address has no TLS. */
export function readEdgeModel(resources: readonly Resource[], awsEndpoint: string): EdgeModel {
  const [policy] = resources.filter(({ type }) => type === 'AWS::CloudFront::ResponseHeadersPolicy');
  const [viewerRequest] = resources.filter(({ type }) => type === 'AWS::CloudFront::Function');
  return {
    headers: policy === undefined ? {} : headersOf(policy.properties, awsEndpoint),
    functionCode: viewerRequest && edgeFunction.parse(viewerRequest.properties).FunctionCode,
  };
}

function headersOf(properties: unknown, awsEndpoint: string): Record<string, string> {
  const { SecurityHeadersConfig: security, CustomHeadersConfig: custom } =
    headersPolicy.parse(properties).ResponseHeadersPolicyConfig;
  const contentPolicy = security.ContentSecurityPolicy?.ContentSecurityPolicy.replaceAll(AWS_HOST, awsEndpoint);
  return {
    ...(contentPolicy !== undefined && { 'content-security-policy': contentPolicy }),
    ...(security.ContentTypeOptions !== undefined && { 'x-content-type-options': 'nosniff' }),
    ...(security.FrameOptions !== undefined && { 'x-frame-options': security.FrameOptions.FrameOption }),
    ...(security.ReferrerPolicy !== undefined && { 'referrer-policy': security.ReferrerPolicy.ReferrerPolicy }),
    ...Object.fromEntries(custom.Items.map(({ Header, Value }) => [Header.toLowerCase(), Value])),
  };
}
