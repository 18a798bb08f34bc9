import { beforeAll, describe, expect, it } from 'vitest';
import { roleStatements, statementsOf } from '#test/support/policies';
import { ofType, type SynthesizedApp, synthesized } from '#test/support/templates';

describe('the intake of plays', () => {
  let synth: SynthesizedApp;
  beforeAll(() => {
    synth = synthesized('local');
  });

  const mappingOf = (functionId: string) =>
    ofType(synth, 'AWS::Lambda::EventSourceMapping').find(({ properties }) =>
      JSON.stringify(properties['FunctionName']).includes(functionId),
    )?.properties;

  it('reads the stream for the lake from its beginning, one batch of a shard at a time, and loses no batch', () => {
    const mapping = mappingOf('LandPlays');

    expect(mapping).toMatchObject({
      StartingPosition: 'TRIM_HORIZON',
      ParallelizationFactor: 1,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BisectBatchOnFunctionError: true,
      MaximumRetryAttempts: 30,
      DestinationConfig: { OnFailure: { Destination: expect.anything() } },
    });
    const [stream] = ofType(synth, 'AWS::Kinesis::Stream');
    const keptSeconds = Number(stream?.properties['RetentionPeriodHours']) * 3600;
    expect(Number(mapping?.['MaximumRecordAgeInSeconds'])).toBeLessThan(keptSeconds);
  });

  it('reads it for the recommender by a mapping of its own that gives up soon and reports to nobody', () => {
    const mapping = mappingOf('FeedPlays');

    expect(mapping).toMatchObject({
      StartingPosition: 'LATEST',
      MaximumRetryAttempts: 2,
      MaximumRecordAgeInSeconds: 300,
    });
    expect(mapping?.['DestinationConfig']).toBeUndefined();
  });

  it('lets each function do its part only: the feed never touches the lake, the drain never reads a play', () => {
    const actionsOf = (role: string) =>
      roleStatements(synth)
        .filter(({ holder }) => holder.includes(`/${role}Role`))
        .flatMap(({ actions }) => actions)
        .filter((action) => /^(s3|dynamodb|kinesis|sqs):/.test(action));

    expect(actionsOf('FeedPlays').filter((action) => /^(s3|dynamodb):/.test(action))).toEqual([]);
    expect(actionsOf('LandPlays').filter((action) => /^(sqs:Receive|kinesis:Put)/.test(action))).toEqual([]);
    expect(
      actionsOf('StartDrain')
        .filter((action) => action.startsWith('kinesis:'))
        .toSorted(),
    ).toEqual(['kinesis:ListShards', 'kinesis:PutRecords']);
    expect(actionsOf('StartDrain').filter((action) => action.startsWith('s3:'))).toEqual([]);
    expect(actionsOf('CheckDrain')).not.toContain('kinesis:GetRecords');
  });

  it.each([
    ['LandPlays-Quarantined', 'PlaysQuarantinedPercent', 1],
    ['ImportPlays-Quarantined', 'PlaysQuarantinedPercent', 1],
    ['LandPlays-Stalled', 'IteratorAge', 900_000],
    ['FailedPlays-NotEmpty', 'ApproximateNumberOfMessagesVisible', 1],
  ])('raises the alarm %s', (name, metric, threshold) => {
    const alarm = ofType(synth, 'AWS::CloudWatch::Alarm').find(({ properties }) => properties['AlarmName'] === name);

    expect(alarm?.properties).toMatchObject({
      MetricName: metric,
      Threshold: threshold,
      AlarmDescription: expect.anything(),
    });
  });

  it('files arrivals by their hour in tables whose partitions nobody registers', () => {
    const tables = ofType(synth, 'AWS::Glue::Table').map(({ properties }) => properties['TableInput']);

    for (const name of ['plays_landing', 'plays_quarantined'])
      expect(tables.find((table) => (table as { Name: string }).Name === name)).toMatchObject({
        PartitionKeys: [{ Name: 'arrival_hour', Type: 'string' }],
        Parameters: { 'projection.enabled': 'true', 'projection.arrival_hour.type': 'date' },
      });
  });

  it('takes archives from operators only: the bucket refuses all roles but those that sign for them', () => {
    const policies = ofType(synth, 'AWS::S3::BucketPolicy').flatMap((policy) =>
      statementsOf(policy, policy.properties['PolicyDocument']),
    );
    const denial = policies.find(
      ({ effect, actions }) => effect === 'Deny' && actions.length === 1 && actions[0] === 's3:PutObject',
    );
    const tagged = ofType(synth, 'AWS::IAM::Role').filter(({ properties }) =>
      JSON.stringify(properties['Tags'] ?? []).includes('royalty:uploads'),
    );

    expect(JSON.stringify(denial?.resources)).toContain('plays-archive/*');
    expect(denial?.condition).toEqual({ StringNotEquals: { 'aws:PrincipalTag/royalty:uploads': 'operators' } });
    expect(tagged.map(({ logicalId }) => logicalId.replace(/[0-9A-F]{8}$/, ''))).toEqual(['CreateDropRole']);
  });
});
