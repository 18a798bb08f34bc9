import { randomUUID } from 'node:crypto';
import { ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { distrokidFile } from '#test/support/distrokid-file';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';
import { type ReportAnswer, reportDesk } from '#test/support/report-desk';

const PAT = { role: 'ops', subject: 'pat' };
const ZERO_SUM = distrokidFile([{ amount: '10' }, { isrc: 'USABC1700002', amount: '-10' }]);

describe('a report whose wait a person ends', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof reportDesk>;

  beforeAll(async () => {
    cloud = await startTestCloud();
    desk = reportDesk(cloud);
    await desk.catalog([
      'USABC1700001,Reprise,Ada,R1,Tin,036000291452,artist,,H1',
      'USABC1700002,Second,Bo,R2,Brass,4006381333931,artist,,H2',
    ]);
    await desk.holders(['H1', 'H2'].map((id) => `${id},${id},artist,USD,US,0.1,,ach,10`));
  });

  afterAll(() => cloud.stop());

  const abandon = (reportId: string, reason = 'It adds up to nothing', person = PAT) =>
    desk.post(`/v1/reports/${reportId}/abandon`, { reason }, person);
  const entriesOf = async (account: string) => (await desk.call(`/v1/ledger/accounts/${account}/entries`)).body;

  describe('since its rows add up to zero (R23)', () => {
    let waiting: ReportAnswer;
    let next: ReportAnswer;
    let failed: ReportAnswer;

    beforeAll(async () => {
      const dropped = await desk.dropReport('reports/distrokid/zero.tsv', ZERO_SUM, 'SHEET-0');
      waiting = await desk.remit(dropped.report_id, '5');
      const version = await desk.dropReport('reports/distrokid/next.tsv', distrokidFile([{ amount: '20' }]), 'SHEET-0');
      next = await desk.remit(version.report_id, '20');
    });

    it('waits for a person whatever arrives, and holds up the next version of its sheet', () => {
      expect(waiting).toMatchObject({ status: 'awaiting_remittance', waiting_for: { kind: 'factor' } });
      expect(next).toMatchObject({ waiting_for: { kind: 'supersession', reports: [waiting.report_id] } });
    });

    it('is failed as abandoned, and says who, when and why in its errors, its timeline and its drop', async () => {
      const answer = await abandon(waiting.report_id);
      failed = await desk.get(waiting.report_id);
      const { body: errors } = await desk.call(`/v1/reports/${waiting.report_id}/errors`);
      const [drop] = await desk.list('reports/distrokid/zero.tsv');

      expect(answer).toMatchObject({ status: 202, body: { report_id: waiting.report_id, waiting_for: null } });
      expect(failed).toMatchObject({ status: 'failed', errors: [{ type: 'abandoned', count: 1 }] });
      expect(failed.failure).toMatch(
        /"It adds up to nothing" is why a person abandoned it; pat said so at 2025-05-01T/,
      );
      expect(errors).toMatchObject({
        count: 1,
        groups: [{ type: 'abandoned', examples: [{ line: 0, value: 'It adds up to nothing' }] }],
      });
      expect(drop).toMatchObject({ status: 'failed', errors: [{ code: 'abandoned' }] });
      expect(failed['timeline']).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ step: 'AbandonReport', actor: 'pat', note: 'It adds up to nothing' }),
          expect.objectContaining({ step: 'FailReport' }),
        ]),
      );
    });

    it('has posted nothing, and its execution has ended', async () => {
      const sfn = new SFNClient(clientOptions(cloud));
      const { executions } = await sfn.send(
        new ListExecutionsCommand({
          stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:ingest-report',
          statusFilter: 'RUNNING',
        }),
      );

      expect(executions).toEqual([]);
      expect(await entriesOf(`clearing:report:${waiting.report_id}:USD`)).toMatchObject({ code: 'account-not-found' });
      expect(await desk.trialBalance()).toEqual([expect.objectContaining({ difference: '0.0000000000' })]);
    });

    it('lets the next version go on by itself', async () => {
      expect(await desk.get(next.report_id)).toMatchObject({ status: 'completed', supersedes: null });
      expect((await desk.call('/v1/holders/H1/balances')).body).toMatchObject({
        balances: [{ posted: '18.0000000000' }],
      });
    });

    it('cannot be abandoned again, nor take a remittance', async () => {
      const again = await abandon(waiting.report_id);
      const completed = await abandon(next.report_id);
      const remittance = await desk.post(`/v1/reports/${waiting.report_id}/remittance`, {
        amount: '5',
        currency: 'USD',
      });

      expect([again.status, again.body['code']]).toEqual([409, 'report-not-waiting']);
      expect(completed.body['detail']).toContain(`${next.report_id} is completed`);
      expect([remittance.status, remittance.body['code']]).toEqual([409, 'report-abandoned']);
    });

    it('may be dropped again with the same content, as a new attempt', async () => {
      const second = await desk.dropReport('reports/distrokid/zero-again.tsv', ZERO_SUM);

      expect(second).toMatchObject({ attempt: 2, status: 'awaiting_remittance' });
      expect(second.report_id).not.toBe(waiting.report_id);
    });
  });

  it('takes one decision for one key, from operations alone and with a reason', async () => {
    const { report_id } = await desk.dropReport('reports/distrokid/other.tsv', distrokidFile([{ amount: '7' }]));
    const path = `/v1/reports/${report_id}/abandon`;
    const key = randomUUID();
    const write = (body: string, headers: Readonly<Record<string, string>>, role = 'ops') =>
      desk.call(path, { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers }, role });
    const reason = '{"reason":"Never paid"}';

    const noKey = await write(reason, {});
    const noReason = await write('{"reason":"  "}', { 'idempotency-key': randomUUID() });
    const approver = await write(reason, { 'idempotency-key': randomUUID() }, 'approver');
    const first = await write(reason, { 'idempotency-key': key });
    const repeated = await write(reason, { 'idempotency-key': key });
    await cloud.untilIdle();

    expect([noKey.status, noReason.status, approver.status]).toEqual([400, 400, 403]);
    expect([first.status, repeated.status]).toEqual([202, 202]);
    expect(repeated.body).toEqual(first.body);
    expect(await desk.get(report_id)).toMatchObject({ status: 'failed', errors: [{ type: 'abandoned', count: 1 }] });
  });

  it('ends one way when its remittance arrives at the same moment', async () => {
    for (const at of [1, 2, 3, 4]) {
      const key = `reports/distrokid/race-${at}.tsv`;
      const { report_id } = await desk.dropReport(key, distrokidFile([{ amount: `10${at}` }]));
      const remit = () => desk.post(`/v1/reports/${report_id}/remittance`, { amount: `10${at}`, currency: 'USD' });

      const [left, right] = await Promise.all(
        at % 2 === 0 ? [remit(), abandon(report_id)] : [abandon(report_id), remit()],
      );
      await cloud.untilIdle();

      const report = await desk.get(report_id);
      const [abandoned, stated] = at % 2 === 0 ? [right, left] : [left, right];
      expect([abandoned?.status, stated?.status, report.status]).toEqual(
        abandoned?.status === 202 ? [202, 409, 'failed'] : [409, 202, 'completed'],
      );
    }
    expect(await desk.trialBalance()).toEqual([expect.objectContaining({ difference: '0.0000000000' })]);
  });
});
