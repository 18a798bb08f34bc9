import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Instant } from '#kernel/time/clock';
import { DynamodbReportRegister } from '#reports/adapters/dynamodb-report-register';
import type { ReportRegister } from '#reports/ports';
import type { Remittance, Report } from '#reports/report';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { MAY_1 } from '#test/support/ledger/builders';
import { aReport } from '#test/support/report-builders';
import { memoryRegister } from '#test/support/report-memory';

const anEvent = (step: string) => ({ step, at: MAY_1, note: step, actor: 'pat' });
const aRemittance = (originalCurrency: string, amount = '1.0000000000'): Remittance => ({
  originalCurrency,
  currency: 'USD',
  amount,
  statedBy: 'pat',
  statedAt: MAY_1,
});
const queued = (reportId: string, changes: Partial<Report> = {}): Report => {
  const { sealedRemittances: _, ...report } = aReport(reportId, changes);
  return report;
};

let dynoxide: Dynoxide;

beforeAll(async () => {
  dynoxide = await startDynoxide();
});

afterAll(() => dynoxide.stop());

describe.each([
  ['in memory', () => memoryRegister()],
  ['in DynamoDB', () => new DynamodbReportRegister(dynoxide.client, dynoxide.controlTable)],
] as const)('the register of reports %s', (_, openRegister: () => ReportRegister) => {
  let register: ReportRegister;

  beforeAll(() => {
    register = openRegister();
  });

  it('finds nothing of what was never written', async () => {
    expect(await register.find('none')).toBeUndefined();
    expect(await register.findContent({ provider: 'p', contentHash: 'none' })).toBeUndefined();
    expect(await register.findSheet({ provider: 'p', sheetId: 'none' })).toEqual({ reportIds: [], revision: 0 });
    expect(await register.events('none')).toEqual([]);
    expect(await register.remittances('none')).toEqual([]);
  });

  it('finds a report as it was created, field by field', async () => {
    const report = aReport('whole', {
      sheetId: 'S-1',
      mappingVersion: 2,
      period: '2025-04',
      catalogVersion: 3,
      counts: { rows: 3, payable_rows: 2, camelCase: 1 },
      warnings: ['One'],
      errors: [{ type: 'bad_number', count: 7 }],
      damage: { type: 'zip_bomb', line: 0, sheet: '', column: '', value: 'a.zip', expected: 'less' },
      waitingFor: { kind: 'remittance', currencies: ['USD'] },
      supersession: { supersedes: 'old', preparedBy: 'pat', preparedAt: MAY_1 },
      factors: [{ originalCurrency: 'USD', currency: 'USD', factor: '1', numerator: '1'.repeat(40), denominator: '1' }],
    });

    expect(await register.create(report, anEvent('RegisterReport'), 0)).toBe('created');

    expect(await register.find('whole')).toEqual(report);
    expect(await register.events('whole')).toEqual([anEvent('RegisterReport')]);
    expect(await register.findContent(report)).toEqual({ reportId: 'whole', dropId: 'd_whole', attempt: 1 });
    expect(await register.findSheet({ provider: 'distrokid', sheetId: 'S-1' })).toEqual({
      reportIds: ['whole'],
      revision: 1,
    });
  });

  it('gives a content to one report, and to its next attempt only', async () => {
    const content = { contentHash: 'contested' };
    const create = (reportId: string, attempt: number) =>
      register.create(queued(reportId, { ...content, attempt }), anEvent('RegisterReport'), 0);

    const outcomes = [await create('c1', 1), await create('c2', 1), await create('c4', 3), await create('c3', 2)];

    expect(outcomes).toEqual(['created', 'lost', 'lost', 'created']);
    expect(await register.findContent({ provider: 'distrokid', ...content })).toMatchObject({ reportId: 'c3' });
    expect(await register.find('c2')).toBeUndefined();
    expect(await register.events('c2')).toEqual([]);
  });

  it('adds to a sheet only as it was read', async () => {
    const create = (reportId: string, sheetReports: readonly string[], revision: number) =>
      register.create(queued(reportId, { sheetId: 'S-2', sheetReports }), anEvent('RegisterReport'), revision);

    const outcomes = [await create('s1', [], 0), await create('s2', [], 0), await create('s3', ['s1'], 1)];

    expect(outcomes).toEqual(['created', 'lost', 'created']);
    expect(await register.findSheet({ provider: 'distrokid', sheetId: 'S-2' })).toEqual({
      reportIds: ['s1', 's3'],
      revision: 2,
    });
  });

  it('lets one of two writers of a revision win, and keeps events of one instant in their order', async () => {
    const report = queued('raced');
    await register.create(report, anEvent('RegisterReport'), 0);
    const next = (status: Report['status'], revision: number): Report => ({ ...report, status, revision });

    const outcomes = await Promise.all([
      register.save(next('processing', 2), anEvent('ParseReport')),
      register.save(next('processing', 2), anEvent('ParseReport')),
    ]);
    await register.save(next('failed', 3), anEvent('FailReport'));

    expect(outcomes.toSorted()).toEqual(['saved', 'stale']);
    expect(await register.save(next('queued', 3))).toBe('stale');
    expect(await register.find('raced')).toMatchObject({ status: 'failed', revision: 3 });
    expect((await register.events('raced')).map(({ step }) => step)).toEqual([
      'RegisterReport',
      'ParseReport',
      'FailReport',
    ]);
  });

  it('takes a remittance at the revision it was read at, the last of a currency counting, until it is sealed', async () => {
    const report = queued('paid');
    await register.create(report, anEvent('RegisterReport'), 0);

    const outcomes = [
      await register.stateRemittance('paid', 1, aRemittance('USD')),
      await register.stateRemittance('paid', 1, aRemittance('EUR')),
      await register.stateRemittance('paid', 2, aRemittance('EUR')),
      await register.stateRemittance('paid', 3, aRemittance('USD', '2.0000000000')),
      await register.stateRemittance('never', 1, aRemittance('USD')),
    ];
    const stated = await register.remittances('paid');
    await register.save({ ...report, revision: 5, sealedRemittances: stated });

    expect(outcomes).toEqual(['saved', 'stale', 'saved', 'saved', 'stale']);
    expect(stated).toEqual([aRemittance('EUR'), aRemittance('USD', '2.0000000000')]);
    expect(await register.stateRemittance('paid', 5, aRemittance('USD'))).toBe('stale');
    expect(await register.find('paid')).toMatchObject({ revision: 5, sealedRemittances: stated });
  });

  it('lists newest first, page by page, each report once', async () => {
    for (const [reportId, day] of [
      ['l1', '04'],
      ['l3', '06'],
      ['l2', '05'],
      ['l4', '06'],
    ] as const)
      await register.create(
        queued(reportId, { createdAt: `2031-05-${day}T00:00:00.000Z` as Instant }),
        anEvent('RegisterReport'),
        0,
      );

    const first = await register.list({ limit: 3 });
    const second = await register.list({ limit: 3, cursor: first.nextCursor ?? '' });

    expect(first.reports.map(({ reportId }) => reportId)).toEqual(['l4', 'l3', 'l2']);
    expect(second.reports[0]?.reportId).toBe('l1');
    const all = await register.list({ limit: 500 });
    expect(all.nextCursor).toBeUndefined();
    expect((await register.list({ limit: all.reports.length })).nextCursor).toBeUndefined();
  });
});
