import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { athenaDesk } from '#test/support/athena-desk';
import { awsCli, CLI_TEST_MILLISECONDS, hasAwsCli } from '#test/support/aws-cli';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';
import { aPlayRecord, at } from '#test/support/plays/play-builders';
import { streamDesk } from '#test/support/plays/stream-desk';

describe('plays on the stream', () => {
  let cloud: LocalCloud;
  let lake: ReturnType<typeof athenaDesk>;

  beforeAll(async () => {
    cloud = await startTestCloud({ startAt: '2025-04-30T13:00:00Z' });
    lake = athenaDesk(cloud);
  });

  afterAll(() => cloud.stop());

  it('land once each, filed by the hour of their arrival, with eligibility computed (R3, R5)', async () => {
    await streamDesk(cloud).put([
      aPlayRecord({ play_id: 'skip', duration_played_s: 29 }),
      aPlayRecord({ play_id: 'full', duration_played_s: 30, device_id: 'd1' }),
      ...Array.from({ length: 1000 }, (_, index) => aPlayRecord({ play_id: `many-${index}` })),
    ]);
    await cloud.untilIdle();

    const rows = await lake.rows(
      `select play_id, royalty_eligible, device_id, played_at_ms, source like 'shardId-%', length(position)
       from plays_landing where arrival_hour = '2025-04-30T13' and play_id in ('skip', 'full') order by 1`,
    );
    const [count] = await lake.rows(
      `select count(*), count(distinct play_id), count(distinct source || position),
              min(ingested_at_ms) >= ${at('2025-04-30T13:00:00Z')}, max(ingested_at_ms) < ${at('2025-04-30T14:00:00Z')}
       from plays_landing`,
    );

    const noon = String(at('2025-04-30T12:00:00Z'));
    expect(rows).toEqual([
      ['full', 'true', 'd1', noon, 'true', '64'],
      ['skip', 'false', '', noon, 'true', '64'],
    ]);
    expect(count).toEqual(['1002', '1002', '1002', 'true', 'true']);
  });

  it('that R2 refuses are quarantined with every reason and what they said', async () => {
    const nan = `{"play_id":"nan","country_id":"SE","played_at_ms":${at('2025-04-30T12:00:00Z')},"duration_played_s":NaN}`;
    await streamDesk(cloud).put([
      aPlayRecord({ play_id: 'bad', duration_played_s: -1, country_id: 'XX' }),
      nan,
      'no json',
    ]);
    await cloud.untilIdle();

    const rows = await lake.rows(
      'select play_id, country_id, played_at_ms, reason, raw from plays_quarantined order by reason desc, play_id',
    );

    const noon = String(at('2025-04-30T12:00:00Z'));
    expect(rows.map(([playId, countryId, playedAt, reason]) => [playId, countryId, playedAt, reason])).toEqual([
      [
        'nan',
        'SE',
        noon,
        'not_json,user_id_missing,track_id_missing,context_type_missing,duration_played_s_not_integer',
      ],
      ['', '', '', 'not_json'],
      ['bad', '', noon, 'country_id_unknown,duration_played_s_negative'],
    ]);
    expect(rows[0]?.[4]).toBe(nan);
  });

  it('raise the alarm of the quarantine once more than one in a hundred is refused', async () => {
    const cloudWatch = new CloudWatchClient(clientOptions(cloud));
    const AlarmNames = ['LandPlays-Quarantined'];

    const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames }));

    expect(MetricAlarms).toMatchObject([{ StateValue: 'ALARM' }]);
  });

  it.skipIf(!hasAwsCli)(
    'may be put by the AWS CLI',
    async () => {
      const Data = JSON.stringify(aPlayRecord({ play_id: 'by-cli' }));
      await awsCli(
        cloud.endpoint,
        ...['kinesis', 'put-records', '--stream-name', 'royalty-plays'],
        ...['--records', JSON.stringify([{ Data, PartitionKey: 'p' }])],
      );
      await cloud.untilIdle();

      expect(await lake.rows(`select count(*) from plays_landing where play_id = 'by-cli'`)).toEqual([['1']]);
    },
    CLI_TEST_MILLISECONDS,
  );
});
