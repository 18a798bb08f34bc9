import { describe, expect, it } from 'vitest';
import { readEdgeModel } from '#infra/local/console/edge-model';
import { buildCloudModel } from '#infra/local/template/cloud-model';
import { synthesized } from '#test/support/templates';

describe('the console’s edge, as the templates have it', () => {
  const { app } = synthesized('local');
  const templates = new Map<string, unknown>(
    app.synth().stacks.map((stack) => [stack.stackName, stack.template] as const),
  );
  const addresses = { endpoint: 'http://127.0.0.1:4566', apiEndpoint: 'http://127.0.0.1:4000' };
  const edge = readEdgeModel(buildCloudModel(templates, addresses).resources, addresses.endpoint);

  it('lets a page run and style nothing that is not a file of its own', () => {
    const policy = edge.headers['content-security-policy'] ?? '';

    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';");
    expect(policy).not.toMatch(/unsafe|\*/);
  });

  it('lets it ask the API and upload to the local S3 alone', () => {
    const policy = edge.headers['content-security-policy'] ?? '';

    expect(/connect-src ([^;]*)/.exec(policy)?.[1]?.split(' ')).toEqual([
      "'self'",
      'http://127.0.0.1:4566',
      'http://127.0.0.1:4566',
    ]);
  });

  it('forbids frames, sniffing and referrers', () => {
    expect(edge.headers).toMatchObject({
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });
});
