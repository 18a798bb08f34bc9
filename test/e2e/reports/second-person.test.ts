import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { distrokidFile } from '#test/support/distrokid-file';
import { startTestCloud } from '#test/support/local-cloud';
import { type ReportAnswer, reportDesk } from '#test/support/report-desk';

const PAT = { role: 'ops', subject: 'pat' };
const KIM = { role: 'approver', subject: 'kim' };

describe('what a second person must say', () => {
  let cloud: LocalCloud;
  let desk: ReturnType<typeof reportDesk>;

  beforeAll(async () => {
    cloud = await startTestCloud();
    desk = reportDesk(cloud);
    await desk.catalog([
      'USABC1700001,Reprise,Ada,R1,Tin,036000291452,artist,,H1',
      'USABC1700002,Second,Bo,R2,Brass,4006381333931,artist,,H2',
      'USABC1700003,Third,Cy,R3,Reed,5901234123457,artist,,H3',
    ]);
    await desk.holders(['H1', 'H2', 'H3'].map((id) => `${id},${id},artist,USD,US,0.1,,ach,10`));
  });

  afterAll(() => cloud.stop());

  const postedOf = async (holder: string) => {
    const { body } = await desk.call(`/v1/holders/${holder}/balances`);
    return body as { balances: readonly { currency: string; posted: string }[] };
  };
  const isBalanced = async () =>
    (await desk.trialBalance()).every(({ difference }) => BigInt(difference.replace('.', '')) === 0n);

  describe('of other content under a known sheet id (R25)', () => {
    let first: ReportAnswer;
    let second: ReportAnswer;

    beforeAll(async () => {
      const waiting = await desk.dropReport(
        'reports/distrokid/first.tsv',
        distrokidFile([{ amount: '10' }, { isrc: 'USABC1700002', amount: '5' }]),
        'SHEET-1',
      );
      first = await desk.remit(waiting.report_id, '15');
      second = await desk.dropReport('reports/distrokid/second.tsv', distrokidFile([{ amount: '20' }]), 'SHEET-1');
    });

    it('waits and names what it would supersede, whatever arrived', async () => {
      const stated = await desk.remit(second.report_id, '20');

      expect(first.status).toBe('completed');
      expect(second).toMatchObject({
        status: 'awaiting_remittance',
        waiting_for: { kind: 'supersession', reports: [first.report_id] },
      });
      expect(stated).toMatchObject({ status: 'awaiting_remittance', waiting_for: { kind: 'supersession' } });
    });

    it('is not approved before operations prepared it, nor by whoever prepared it', async () => {
      const path = `/v1/reports/${second.report_id}/supersede`;
      const body = { supersedes: first.report_id };

      const early = await desk.post(path, body, KIM);
      const prepared = await desk.post(path, body, PAT);
      const byHimself = await desk.post(path, body, { role: 'admin', subject: 'pat' });
      const byOperations = await desk.post(path, body, { role: 'ops', subject: 'lou' });

      expect([early.status, early.body['code']]).toEqual([409, 'not-prepared']);
      expect([prepared.status, prepared.body['supersedes']]).toEqual([202, first.report_id]);
      expect([byHimself.status, byHimself.body['code']]).toEqual([403, 'second-person-needed']);
      expect([byOperations.status, byOperations.body['code']]).toEqual([403, 'second-person-needed']);
      expect(await desk.get(second.report_id)).toMatchObject({ status: 'awaiting_remittance' });
    });

    it('once approved reverses the old, posts the new, keeps both and balances', async () => {
      const approved = await desk.post(
        `/v1/reports/${second.report_id}/supersede`,
        { supersedes: first.report_id },
        KIM,
      );

      expect(approved.status).toBe(202);
      expect(await desk.get(second.report_id)).toMatchObject({ status: 'completed', supersedes: first.report_id });
      expect(await desk.get(first.report_id)).toMatchObject({ status: 'completed', superseded_by: second.report_id });
      expect(await postedOf('H1')).toMatchObject({ balances: [{ currency: 'USD', posted: '18.0000000000' }] });
      expect(await postedOf('H2')).toMatchObject({ balances: [{ currency: 'USD', posted: '0.0000000000' }] });
      expect(await isBalanced()).toBe(true);
    });

    it('leaves every step of it in the holder’s history and the old lines out of the earnings', async () => {
      const { body: mutations } = await desk.call('/v1/holders/H2/mutations');
      const { body: earnings } = await desk.call('/v1/holders/H1/earnings?group_by=provider');
      const { body: oldRows } = await desk.call(`/v1/reports/${first.report_id}/rows`);

      expect(mutations).toMatchObject({ items: [{ amount: '-4.5000000000' }, { amount: '4.5000000000' }] });
      expect(earnings).toMatchObject({ items: [{ group: 'distrokid', amount: '18.0000000000', rows: 1 }] });
      expect(oldRows).toMatchObject({
        items: [
          { amount: '10', earned: null },
          { amount: '5', earned: null },
        ],
      });
    });

    it('cannot supersede the old one a second time', async () => {
      const third = await desk.dropReport('reports/distrokid/third.tsv', distrokidFile([{ amount: '30' }]), 'SHEET-1');
      const path = `/v1/reports/${third.report_id}/supersede`;

      const superseded = await desk.post(path, { supersedes: first.report_id }, PAT);

      expect(third.waiting_for).toMatchObject({ kind: 'supersession', reports: [second.report_id] });
      expect([superseded.status, superseded.body['code']]).toEqual([409, 'not-supersedable']);
    });
  });

  it('two reports approved for the same old one post once; the other waits until it names the winner', async () => {
    const drop = (name: string, amount: string) =>
      desk.dropReport(`reports/distrokid/${name}.tsv`, distrokidFile([{ isrc: 'USABC1700002', amount }]));
    const old = await desk.remit((await drop('old', '1')).report_id, '1');
    const [left, right] = [await drop('left', '2'), await drop('right', '3')];
    for (const { report_id } of [left, right])
      for (const person of [PAT, KIM])
        await desk.post(`/v1/reports/${report_id}/supersede`, { supersedes: old.report_id }, person);

    await desk.remit(left.report_id, '2');
    const late = await desk.remit(right.report_id, '3');
    const between = await postedOf('H2');
    for (const person of [PAT, KIM])
      await desk.post(`/v1/reports/${right.report_id}/supersede`, { supersedes: left.report_id }, person);

    expect(await desk.get(left.report_id)).toMatchObject({ status: 'completed', superseded_by: right.report_id });
    expect(late).toMatchObject({
      status: 'awaiting_remittance',
      waiting_for: { kind: 'supersession', reports: [left.report_id] },
    });
    expect(between).toMatchObject({ balances: [{ posted: '1.8000000000' }] });
    expect(await postedOf('H2')).toMatchObject({ balances: [{ posted: '2.7000000000' }] });
    expect(await isBalanced()).toBe(true);
  });

  it('of a factor outside the mapping’s bounds is that it stands, repeating the amount (R23)', async () => {
    const waiting = await desk.dropReport(
      'reports/distrokid/factor.tsv',
      distrokidFile([{ isrc: 'USABC1700003', amount: '100' }]),
    );
    const path = `/v1/reports/${waiting.report_id}/remittance`;
    const statement = { amount: '0.01', currency: 'USD' };

    const stated = await desk.post(path, statement, PAT);
    const outside = await desk.get(waiting.report_id);
    const byHimself = await desk.post(path, { ...statement, accept_factor: true }, PAT);
    const otherwise = await desk.post(path, { ...statement, amount: '0.02', accept_factor: true }, KIM);
    const accepted = await desk.post(path, { ...statement, accept_factor: true }, KIM);

    expect([stated.status, accepted.status]).toEqual([202, 202]);
    expect(outside).toMatchObject({
      status: 'awaiting_remittance',
      waiting_for: { kind: 'factor', currencies: ['USD'] },
    });
    expect([byHimself.status, byHimself.body['code']]).toEqual([403, 'second-person-needed']);
    expect([otherwise.status, otherwise.body['code']]).toEqual([422, 'remittance-wrong']);
    expect(await desk.get(waiting.report_id)).toMatchObject({ status: 'completed', factor: '0.0001000000' });
    expect(await postedOf('H3')).toMatchObject({ balances: [{ posted: '0.0090000000' }] });
    expect(await isBalanced()).toBe(true);
  });
});
