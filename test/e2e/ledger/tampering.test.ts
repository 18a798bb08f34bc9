import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type LocalCloud, startLocalCloud } from '#infra/local/local-cloud';
import { synthesizeProject } from '#infra/local/template/synthesize';
import { aQueue, aRule, aTemplate } from '#test/support/fixture-template';
import { clientOptions } from '#test/support/local-cloud';
import { reportDesk } from '#test/support/report-desk';

const ACCOUNT = 'payable:holder:H1:USD';

/** The project's own app and, beside it, a queue that hears the ledger's events and one that is told of alarms. */
async function appWithListener() {
  const { templates, assetText } = await synthesizeProject();
  const rule = {
    EventBusName: 'royalty-events',
    EventPattern: { source: ['pennywhistle.ledger'], 'detail-type': ['LedgerTampered'] },
  };
  const TopicArn = 'arn:aws:sns:us-east-1:000000000000:royalty-alarms';
  const Endpoint = { 'Fn::GetAtt': ['pager', 'Arn'] };
  const paged = { Paged: { Type: 'AWS::SNS::Subscription', Properties: { TopicArn, Protocol: 'sqs', Endpoint } } };
  const listener = aTemplate(aQueue('rung'), aQueue('pager'), aRule('ring', rule, 'rung'), paged);
  return { templates: new Map([...templates, ...Object.entries(listener)]), assetText };
}

describe('an entry of the ledger that is overwritten behind the code’s back (R27)', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof reportDesk>;
  const key = { pk: { S: `ACCT#${ACCOUNT}` }, sk: { S: 'E#000000000001' } };
  const alarmState = async () => {
    const { MetricAlarms } = await new CloudWatchClient(clientOptions(cloud)).send(
      new DescribeAlarmsCommand({ AlarmNames: ['WatchLedger-Tampered'] }),
    );
    return MetricAlarms?.map(({ StateValue }) => StateValue);
  };
  beforeAll(async () => {
    cloud = await startLocalCloud({ hostCount: 1, startAt: Date.parse('2025-05-01T00:00:00Z'), app: appWithListener });
    desk = reportDesk(cloud);
    const postings = [{ debit: 'bank:USD', credit: ACCOUNT, amount: '12.34', currency: 'USD' }];
    const { body: prepared } = await desk.post(
      '/v1/ledger/transactions',
      { postings, note: 'Found money' },
      { role: 'ops', subject: 'olga' },
    );
    await desk.post(
      `/v1/ledger/transactions/${String(prepared['transaction_id'])}/approve`,
      {},
      { role: 'approver', subject: 'anna' },
    );
  });
  afterAll(() => cloud?.stop());

  it('raises the alarm, which notifies, is written down with what stood there before, and is told on the bus', async () => {
    const dynamodb = new DynamoDBClient(clientOptions(cloud));
    const quiet = await alarmState();
    await dynamodb.send(
      new UpdateItemCommand({
        TableName: 'royalty-ledger',
        Key: key,
        UpdateExpression: 'SET posted = :forged',
        ConditionExpression: 'posted = :true',
        ExpressionAttributeValues: { ':forged': { S: '1012.3400000000' }, ':true': { S: '12.3400000000' } },
      }),
    );
    await cloud.untilIdle();
    const { Items = [] } = await dynamodb.send(
      new QueryCommand({
        TableName: 'royalty-control',
        IndexName: 'gsi1',
        KeyConditionExpression: 'gsi1pk = :alarms',
        ExpressionAttributeValues: { ':alarms': { S: 'ALARMS' } },
      }),
    );
    const messagesOf = async (queue: string) => {
      const sqs = new SQSClient(clientOptions(cloud));
      const QueueUrl = `${cloud.endpoint}/000000000000/${queue}`;
      return (await sqs.send(new ReceiveMessageCommand({ QueueUrl }))).Messages ?? [];
    };
    const Messages = await messagesOf('rung');

    expect(quiet).toEqual(['OK']);
    expect(await alarmState()).toEqual(['ALARM']);
    expect((await messagesOf('pager')).map(({ Body = '' }) => JSON.parse(Body).Subject)).toEqual([
      'ALARM: "WatchLedger-Tampered" in US East (N. Virginia)',
    ]);
    expect(Items).toMatchObject([
      { alarm: { S: 'ledger-tampered' }, change: { S: 'MODIFY' }, ledger_pk: key.pk, ledger_sk: key.sk },
    ]);
    expect(JSON.parse(Items[0]?.['before']?.S ?? '')).toMatchObject({ posted: { S: '12.3400000000' } });
    expect(Messages.map(({ Body = '' }) => JSON.parse(Body).detail)).toMatchObject([
      { change: 'MODIFY', pk: key.pk.S, sk: key.sk.S },
    ]);
  });
});
