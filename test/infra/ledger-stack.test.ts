import { beforeAll, describe, expect, it } from 'vitest';
import { roleStatements } from '#test/support/policies';
import { ofType, type SynthesizedApp, synthesized } from '#test/support/templates';

const isOfLedger = (resource: unknown) =>
  /FnGetAttLedger|FnGetAttRefLedger|royalty-ledger/.test(JSON.stringify(resource));

describe('the ledger’s stack', () => {
  let synth: SynthesizedApp;
  beforeAll(() => {
    synth = synthesized('local');
  });

  it('lets its writers insert and nothing else (R27)', () => {
    const writers = roleStatements(synth).filter(
      ({ holder, effect }) => effect === 'Allow' && /(Prepare|Approve|Reverse)LedgerTransaction/.test(holder),
    );

    const onLedger = writers.filter(({ resources }) => resources.some(isOfLedger)).flatMap(({ actions }) => actions);

    const writes = onLedger.filter((action) => !/:(GetItem|BatchGetItem|Query)$/.test(action));
    expect([...new Set(writes)]).toEqual(['dynamodb:PartiQLInsert']);
  });

  it('watches the table’s stream for changes and removals, from its beginning', () => {
    const [mapping] = ofType(synth, 'AWS::Lambda::EventSourceMapping').filter(
      ({ stack }) => stack === 'royalty-ledger',
    );

    expect(mapping?.properties).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ eventName: ['MODIFY', 'REMOVE'] }) }] },
    });
    expect(JSON.stringify(mapping?.properties['DestinationConfig'])).toContain('UnwatchedChanges');
  });

  it('alarms on the metric that WatchLedger emits', () => {
    const alarms = ofType(synth, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties);

    expect(alarms).toContainEqual(
      expect.objectContaining({
        Namespace: 'Pennywhistle',
        MetricName: 'LedgerTampered',
        Statistic: 'Sum',
        Threshold: 1,
        Dimensions: expect.arrayContaining([
          { Name: 'function_name', Value: 'WatchLedger' },
          { Name: 'service', Value: 'WatchLedger' },
        ]),
      }),
    );
  });
});
