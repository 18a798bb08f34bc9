import { beforeAll, describe, expect, it } from 'vitest';
import { COPY_TABLES } from '#audit/copy-table';
import { roleStatements } from '#test/support/policies';
import { ofType, type SynthesizedApp, synthesized } from '#test/support/templates';

const TYPES = { text: 'string', integer: 'bigint', amount: 'decimal(38,10)' } as const;

describe('the audit’s stack', () => {
  let synth: SynthesizedApp;
  beforeAll(() => {
    synth = synthesized('local');
  });

  it('declares the columns that the copy writes, in their order', () => {
    const tables = ofType(synth, 'AWS::Glue::Table').map(({ properties }) => properties['TableInput'] as never);

    for (const { name, columns } of COPY_TABLES) {
      expect(tables).toContainEqual(
        expect.objectContaining({
          Name: name,
          StorageDescriptor: expect.objectContaining({
            Columns: columns.map(([column, type]) => ({ Name: column, Type: TYPES[type] })),
          }),
        }),
      );
    }
  });

  it('feeds the copy with what is inserted, from the beginning of the stream', () => {
    const [mapping] = ofType(synth, 'AWS::Lambda::EventSourceMapping').filter(({ stack }) => stack === 'royalty-audit');

    expect(mapping?.properties).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      FilterCriteria: { Filters: [{ Pattern: JSON.stringify({ eventName: ['INSERT'] }) }] },
    });
    expect(JSON.stringify(mapping?.properties['DestinationConfig'])).toContain('UncopiedEntries');
  });

  it('writes to the ledger’s table from nowhere', () => {
    const statements = roleStatements(synth).filter(({ holder }) => /royalty-audit/.test(holder));

    const writes = statements
      .filter(
        ({ resources }) =>
          /Ledger(?!Copy)/.test(JSON.stringify(resources)) && /dynamodb|table/i.test(JSON.stringify(resources)),
      )
      .flatMap(({ actions }) => actions)
      .filter((action) => /^dynamodb:(?!Get|BatchGet|Query|Scan|Describe|List)/.test(action));

    expect(statements.length).toBeGreaterThan(5);
    expect(writes).toEqual([]);
  });

  it('runs every day, and alarms when a check fails', () => {
    const rules = ofType(synth, 'AWS::Events::Rule').filter(({ stack }) => stack === 'royalty-audit');
    const alarms = ofType(synth, 'AWS::CloudWatch::Alarm').filter(
      ({ properties }) => properties['MetricName'] === 'AuditChecksFailed',
    );

    expect(rules.map(({ properties }) => properties['ScheduleExpression'])).toEqual(['cron(20 2 * * ? *)']);
    expect(alarms.map(({ properties }) => String(properties['AlarmName'])).toSorted()).toEqual([
      'RecordCheckFault-ChecksFailed',
      'RunChecks-ChecksFailed',
    ]);
  });
});
