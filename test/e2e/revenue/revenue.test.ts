import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#infra/local/local-cloud';
import { synthesizeProject } from '#infra/local/template/synthesize';
import { athenaDesk } from '#test/support/athena-desk';
import { dropsDesk } from '#test/support/drops-desk';
import { aQueue, aRule, aTemplate } from '#test/support/fixture-template';
import { clientOptions } from '#test/support/local-cloud';

const HEADER = 'country,period,user_id,currency,amount';
const file = (...lines: readonly string[]) => `${[HEADER, ...lines].join('\n')}\n`;

/** The project's own app and, beside it, a queue that hears of revenue. */
async function appWithListener() {
  const { templates, assetText } = await synthesizeProject();
  const rule = {
    EventBusName: 'royalty-events',
    EventPattern: { source: ['pennywhistle.revenue'], 'detail-type': ['Revenue Recorded'] },
  };
  const listener = aTemplate(aQueue('rung'), aRule('ring', rule, 'rung'));
  return { templates: new Map([...templates, ...Object.entries(listener)]), assetText };
}

describe('revenue that is dropped', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof dropsDesk>;

  beforeAll(async () => {
    cloud = await startLocalCloud({ hostCount: 1, startAt: Date.parse('2025-05-01T00:00:00Z'), app: appWithListener });
    desk = dropsDesk(cloud);
  });

  afterAll(() => cloud?.stop());

  it('becomes a version that Athena counts once, and a new file replaces the whole of it (R21)', async () => {
    const first = await desk.drop(
      'revenue/first.csv',
      file('US,2025-04,U1,USD,10', 'US,2025-04,U1,USD,0.0000000001', 'US,2025-04,,USD,5', 'DE,2025-04,,EUR,7'),
    );
    const second = await desk.drop('revenue/second.csv', file('US,2025-04,U2,USD,8.25'));
    const again = await desk.drop('revenue/again.csv', file('US,2025-04,U2,USD,8.25'));

    const rowsOf = (version: number) =>
      athenaDesk(cloud).rows(
        `select country, period, user_id, currency, amount from revenue where period_id = 'US_2025_04' and version = '${version}' order by 3, 5`,
      );

    expect(first).toMatchObject({ kind: 'revenue', status: 'completed', counts: { created: 2, updated: 0, rows: 4 } });
    expect(second).toMatchObject({ status: 'completed', counts: { created: 0, updated: 1, rows: 1 } });
    expect(second?.link).toEqual({ type: 'revenue_version', id: 'US_2025_04/2' });
    expect(again).toMatchObject({ status: 'duplicate', counts: { unchanged: 1 } });
    expect(await rowsOf(1)).toEqual([
      ['US', '2025-04', '', 'USD', '5.0000000000'],
      ['US', '2025-04', 'U1', 'USD', '0.0000000001'],
      ['US', '2025-04', 'U1', 'USD', '10.0000000000'],
    ]);
    expect(await rowsOf(2)).toEqual([['US', '2025-04', 'U2', 'USD', '8.2500000000']]);
  });

  it('is told on the bus, version by version', async () => {
    const { Messages = [] } = await new SQSClient(clientOptions(cloud)).send(
      new ReceiveMessageCommand({ QueueUrl: `${cloud.endpoint}/000000000000/rung`, MaxNumberOfMessages: 10 }),
    );

    const told = Messages.map(({ Body = '' }): unknown => (JSON.parse(Body) as { detail: unknown }).detail);

    expect(told).toHaveLength(3);
    expect(told).toEqual(
      expect.arrayContaining([
        { period_id: 'US_2025_04', version: 1 },
        { period_id: 'DE_2025_04', version: 1 },
        { period_id: 'US_2025_04', version: 2 },
      ]),
    );
  });

  it('with any fault is refused whole, by line and value', async () => {
    const faulty = await desk.drop(
      'revenue/faulty.csv',
      file('FR,2025-04,,EUR,1', 'FR,2025-4,,EUR,1', 'FR,2025-04,,EUR,1e-11', 'FR,2025-04,U1,USD,1'),
    );

    expect(faulty).toMatchObject({ status: 'failed', counts: { errors: 3 } });
    expect(faulty?.errors.map(({ code, line }) => [code, line])).toEqual([
      ['bad_period', 3],
      ['bad_amount', 4],
      ['two_currencies', 5],
    ]);
  });

  it('of a frozen period is refused with the next period’s adjustment as the way (R21, R29)', async () => {
    const Item = marshall({ pk: 'PERIOD#US_2025_04', sk: 'HEAD', state: 'FROZEN' });
    await new DynamoDBClient(clientOptions(cloud)).send(new PutItemCommand({ TableName: 'royalty-control', Item }));

    const late = await desk.drop('revenue/late.csv', file('US,2025-04,U2,USD,9', 'US,2025-05,U2,USD,9'));

    expect(late).toMatchObject({ status: 'failed', errors: [{ code: 'period_frozen' }] });
    expect(late?.errors[0]?.message).toBe(
      'US_2025_04 is frozen and its revenue stands; post what changed as an adjustment of the country’s next open period (R29).',
    );
  });
});
