import { beforeAll, describe, expect, it } from 'vitest';
import { buildApp, demandSolutionsRules } from '#infra/app';
import { roleStatements } from '#test/support/policies';
import { type SynthesizedApp, synthesized } from '#test/support/templates';

/** Actions that take no resource but `*`, by their service's own rules. */
const UNRESOURCED = [
  /^xray:(PutTraceSegments|PutTelemetryRecords|GetSampling\w+)$/,
  /^logs:(\w+LogDelivery|\w+LogDeliveries|PutResourcePolicy|DescribeResourcePolicies|DescribeLogGroups)$/,
];

describe('roles', () => {
  let synth: SynthesizedApp;
  beforeAll(() => {
    synth = synthesized('prod');
  });

  it('hold no action on every resource but those that know no other', () => {
    const wide = roleStatements(synth)
      .filter((statement) => statement.effect === 'Allow' && statement.resources.includes('*'))
      .flatMap((statement) => statement.actions.map((action) => `${statement.holder}: ${action}`))
      .filter((held) => !UNRESOURCED.some((pattern) => pattern.test(held.split(': ')[1] ?? '')));

    expect(wide).toEqual([]);
  });

  it('hold no wildcard of a whole service', () => {
    const wide = roleStatements(synth).flatMap((statement) =>
      statement.actions
        .filter((action) => /^(\*|\w+:\*)$/.test(action))
        .map((action) => `${statement.holder}: ${action}`),
    );

    expect(wide).toEqual([]);
  });
});

describe('stacks', () => {
  it('depend on storage and the API, and storage on nothing', () => {
    const { dependencies } = synthesized('prod');

    expect(dependencies.get('royalty-storage-prod')).toEqual([]);
    expect(dependencies.get('royalty-api-prod')).toEqual(['royalty-storage-prod']);
  });

  it('pass the AwsSolutions rules, each exception acknowledged in one sentence', async () => {
    const app = buildApp({ stage: 'prod', isValidated: false, context: { 'aws:cdk:bundling-stacks': [] } });

    await demandSolutionsRules(app);

    expect(() => app.synth()).not.toThrow();
  });
});
