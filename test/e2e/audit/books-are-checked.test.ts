import { CloudWatchClient, DescribeAlarmsCommand } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type LocalCloud, startLocalCloud } from '#infra/local/local-cloud';
import { synthesizeProject } from '#infra/local/template/synthesize';
import { athenaDesk } from '#test/support/athena-desk';
import { aQueue, aRule, aTemplate } from '#test/support/fixture-template';
import { clientOptions } from '#test/support/local-cloud';
import { reportDesk } from '#test/support/report-desk';

const H1 = 'payable:holder:H1:USD';
const AUDITOR = { role: 'auditor' };

/** The project's own app and, beside it, a queue that hears of failed checks. */
async function appWithListener() {
  const { templates, assetText } = await synthesizeProject();
  const EventPattern = { source: ['pennywhistle.audit'], 'detail-type': ['AuditCheckFailed'] };
  const listener = aTemplate(aQueue('told'), aRule('tell', { EventBusName: 'royalty-events', EventPattern }, 'told'));
  return { templates: new Map([...templates, ...Object.entries(listener)]), assetText };
}

const checksAnswer = z.object({
  items: z.array(
    z.looseObject({ check: z.string(), status: z.string(), findings: z.array(z.looseObject({ message: z.string() })) }),
  ),
});

describe('the books of a running cloud', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof reportDesk>;
  beforeAll(async () => {
    cloud = await startLocalCloud({ startAt: Date.parse('2025-05-01T06:00:00Z'), app: appWithListener });
    desk = reportDesk(cloud);
    for (const amount of ['12.34', '0.0000000001'])
      await post([{ debit: 'bank:USD', credit: H1, amount, currency: 'USD' }]);
    await post([{ debit: 'revenue:DE:EUR', credit: 'suspense:found:EUR', amount: '7', currency: 'EUR' }]);
    await cloud.advanceClock('2025-05-01T06:10:00Z');
  });
  afterAll(() => cloud?.stop());

  async function post(postings: readonly object[]): Promise<string> {
    const olga = { role: 'ops', subject: 'olga' };
    const { body } = await desk.post('/v1/ledger/transactions', { postings, note: 'Found money' }, olga);
    const id = String(body['transaction_id']);
    await desk.post(`/v1/ledger/transactions/${id}/approve`, {}, { role: 'approver', subject: 'anna' });
    return id;
  }

  async function audit() {
    const { status } = await desk.post('/v1/audit/run', {}, AUDITOR);
    const answer = await desk.call('/v1/audit/checks', AUDITOR);
    return { status, checks: checksAnswer.parse(answer.body).items };
  }

  it('are copied into the lake as they are written: entries, headers and states, each once', async () => {
    const rows = await athenaDesk(cloud).rows(
      `select 'entries', count(*), sum(debit) - sum(credit) from ledger_entries union all
       select 'transactions', count(*), null from ledger_transactions union all
       select 'states', count(*), null from ledger_states order by 1`,
    );

    expect(rows).toEqual([
      ['entries', '6', '0.0000000000'],
      ['states', '6', ''],
      ['transactions', '3', ''],
    ]);
  });

  it('pass every check when an auditor asks, and nobody else may ask', async () => {
    const before = checksAnswer.parse((await desk.call('/v1/audit/checks', AUDITOR)).body).items;
    const refused = await desk.post('/v1/audit/run', {}, { role: 'ops' });

    const { status, checks } = await audit();

    expect(new Set(before.map((check) => check.status))).toEqual(new Set(['never_run']));
    expect(refused.status).toBe(403);
    expect(status).toBe(202);
    expect(checks.filter((check) => check.status !== 'ok')).toEqual([]);
    expect(checks.length).toBeGreaterThan(11);
  });

  it('fail the checks of an entry that was overwritten, by name, with an alarm and on the bus', async () => {
    await new DynamoDBClient(clientOptions(cloud)).send(
      new UpdateItemCommand({
        TableName: 'royalty-ledger',
        Key: { pk: { S: `ACCT#${H1}` }, sk: { S: 'E#000000000001' } },
        UpdateExpression: 'SET posted = :forged',
        ExpressionAttributeValues: { ':forged': { S: '1012.3400000000' } },
      }),
    );

    const { checks } = await audit();

    const failed = checks.filter(({ status }) => status === 'failed');
    expect(failed.map(({ check }) => check)).toEqual(['copy', 'hashes']);
    for (const { findings } of failed) expect(findings).toMatchObject([{ accounts: [H1], entries: [`${H1}/1`] }]);
    const { MetricAlarms } = await new CloudWatchClient(clientOptions(cloud)).send(
      new DescribeAlarmsCommand({ AlarmNames: ['RunChecks-ChecksFailed'] }),
    );
    expect(MetricAlarms?.map(({ StateValue }) => StateValue)).toEqual(['ALARM']);
    const { Messages = [] } = await new SQSClient(clientOptions(cloud)).send(
      new ReceiveMessageCommand({ QueueUrl: `${cloud.endpoint}/000000000000/told`, MaxNumberOfMessages: 10 }),
    );
    expect(Messages.map(({ Body = '' }) => String(JSON.parse(Body).detail.check)).toSorted()).toEqual([
      'copy',
      'hashes',
    ]);
  });
});
