import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
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
import { projectRoot } from '#test/support/source-files';

const H1 = 'payable:holder:H1:USD';
const AUDITOR = { role: 'auditor' };

/** The project's own app and, beside it, a queue that hears of failed checks. */
async function appWithListener() {
  const { templates, assetText } = await synthesizeProject();
  const EventPattern = { source: ['pennywhistle.audit'], 'detail-type': ['AuditCheckFailed'] };
  const listener = aTemplate(aQueue('told'), aRule('tell', { EventBusName: 'royalty-events', EventPattern }, 'told'));
  return { templates: new Map([...templates, ...Object.entries(listener)]), assetText };
}

const aRun = z.looseObject({ status: z.string(), findings: z.array(z.looseObject({ message: z.string() })) });
const checksAnswer = z.object({
  items: z.array(aRun.extend({ check: z.string(), recent: z.array(z.unknown()) })),
});
const runsAnswer = z.object({
  items: z.array(aRun.extend({ checked_at: z.string(), finding_count: z.int() })),
  next_cursor: z.string().nullable(),
});

describe('the books of a running cloud', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof reportDesk>;
  let first: string;
  beforeAll(async () => {
    cloud = await startLocalCloud({ hostCount: 1, startAt: Date.parse('2025-05-01T06:00:00Z'), app: appWithListener });
    desk = reportDesk(cloud);
    first = await post([{ debit: 'bank:USD', credit: H1, amount: '12.34', currency: 'USD' }]);
    for (const amount of ['0.0000000001']) await post([{ debit: 'bank:USD', credit: H1, amount, currency: 'USD' }]);
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

  async function checksNow() {
    return { checks: checksAnswer.parse((await desk.call('/v1/audit/checks', AUDITOR)).body).items };
  }

  async function audit() {
    const { status } = await desk.post('/v1/audit/run', {}, AUDITOR);
    return { status, ...(await checksNow()) };
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
    const { checks: before } = await checksNow();
    const refused = await desk.post('/v1/audit/run', {}, { role: 'ops' });

    const { status, checks } = await audit();

    expect(new Set(before.map(({ status, recent }) => `${status} ${recent.length}`))).toEqual(new Set(['never_run 0']));
    expect(refused.status).toBe(403);
    expect(status).toBe(202);
    expect(checks.filter((check) => check.status !== 'ok')).toEqual([]);
    expect(checks.length).toBeGreaterThan(11);
  });

  it('are sealed by the first audit after the day, with a proof that needs no trust in us', async () => {
    const early = await desk.call(`/v1/ledger/transactions/${first}/proof`, AUDITOR);
    await cloud.advanceClock('2025-05-02T03:00:00Z');
    await cloud.untilIdle();

    const { status, body } = await desk.call(`/v1/ledger/transactions/${first}/proof`, AUDITOR);

    expect(early.status).toBe(409);
    expect(status).toBe(200);
    expect(body).toMatchObject({ transaction_id: first, tree_size: 3, seal: { day: '2025-05-01', transactions: 3 } });
    const file = join(mkdtempSync(join(tmpdir(), 'pennywhistle-proof-')), 'proof.json');
    const verify = (proof: unknown) => {
      writeFileSync(file, JSON.stringify(proof));
      return spawnSync(process.execPath, [join(projectRoot, 'docs', 'verify-proof.mjs'), file], { encoding: 'utf8' });
    };
    expect(verify(body).stdout).toContain(`${first} is under the seal of 2025-05-01`);
    expect(verify({ ...(body as object), leaf_index: 9 }).status).toBe(2);
  });

  it('are exported for other tools, to auditors alone', async () => {
    const issued = await fetch(`${cloud.apiEndpoint}/_local/token`, { method: 'POST', body: '{"role":"auditor"}' });
    const { token } = z.object({ token: z.string() }).parse(await issued.json());
    const url = `${cloud.apiEndpoint}/v1/ledger/export?format=csv`;

    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const refused = await desk.call('/v1/ledger/export?format=csv', { role: 'ops' });

    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const [head = '', ...lines] = (await answer.text()).trim().split('\r\n');
    expect(head).toContain('transaction_id,effective_at');
    expect(lines).toHaveLength(6);
    expect(lines.filter((line) => line.startsWith(first))).toHaveLength(2);
    expect(refused.status).toBe(403);
  });

  it('are rebuilt from the entries to the same bytes', async () => {
    const port = (endpoint: string) => new URL(endpoint).port;
    const args = ['--aws-port', port(cloud.endpoint), '--api-port', port(cloud.apiEndpoint)];
    const rebuild = promisify(execFile);

    const { stdout } = await rebuild(process.execPath, [join(projectRoot, 'infra', 'local', 'rebuild.ts'), ...args]);

    const [, dropped, rebuilt, same] =
      /^(\d+) files.*\n(\d+) files rebuilt, (\d+) with the same bytes/.exec(stdout) ?? [];
    expect([dropped, rebuilt, same]).toEqual(['3', '3', '3']);
    expect(stdout).toContain(' 0 failed');
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

  it('show every run of a check that there was, newest first, to auditors alone', async () => {
    const path = '/v1/audit/checks/hashes/runs';
    const runs = runsAnswer.parse((await desk.call(path, AUDITOR)).body);
    const first = runsAnswer.parse((await desk.call(`${path}?limit=1`, AUDITOR)).body);
    const rest = runsAnswer.parse((await desk.call(`${path}?limit=1&cursor=${first.next_cursor}`, AUDITOR)).body);
    const { checks } = await checksNow();
    const refused = await desk.call(path, { role: 'ops' });
    const unknown = await desk.call('/v1/audit/checks/hashish/runs', AUDITOR);

    expect(runs.items.map(({ status }) => status)).toEqual(['failed', ...runs.items.slice(1).map(() => 'ok')]);
    expect(runs.items.length).toBeGreaterThan(1);
    expect(runs.items[0]?.findings).toMatchObject([{ entries: [`${H1}/1`] }]);
    expect([...first.items, ...rest.items]).toEqual(runs.items.slice(0, 2));
    expect(checks.find(({ check }) => check === 'hashes')?.recent).toEqual(
      runs.items.map(({ status, checked_at, finding_count }) => ({ status, checked_at, finding_count })),
    );
    expect([refused.status, unknown.status]).toEqual([403, 404]);
  });
});
