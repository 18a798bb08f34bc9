import { beforeEach, describe, expect, it } from 'vitest';
import type { Ledger } from '#ledger/ports';
import type { LineTotal, ReportLines } from '#reports/ports';
import { distributionId, remittanceId, reportClearing } from '#reports/postings';
import { NO_TOTALS, type Report } from '#reports/report';
import { completeReport } from '#reports/steps/complete-report';
import { convertReport } from '#reports/steps/convert-report';
import { failReport } from '#reports/steps/fail-report';
import { postReport } from '#reports/steps/post-report';
import { proveReport } from '#reports/steps/prove-report';
import { supersedeReport } from '#reports/steps/supersede-report';
import { anInstant } from '#test/support/instants';
import { faultsOf } from '#test/support/ledger/audit';
import { aClock, aDraft, aLedger, anAccount, aPosting, MAY_1 } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { units } from '#test/support/money';
import { memoryDropEnds, memoryRegister, shippedMappings } from '#test/support/report-memory';

const H1 = anAccount('payable:holder:H1:USD');

/** A valid report of 10.00 USD for H1 whose remittance is sealed; effective in the order of `attempt`. */
function aReport(reportId: string, rest: Partial<Report> = {}): Report {
  return {
    reportId,
    provider: 'distrokid',
    status: 'processing',
    dropId: `d_${reportId}`,
    objectKey: 'reports/distrokid/a.tsv',
    contentHash: reportId,
    archiveKey: 'archive/a',
    bytes: 1,
    attempt: 1,
    createdAt: MAY_1,
    updatedAt: MAY_1,
    totals: { ...NO_TOTALS, payable: [{ currency: 'USD', amount: '10', rows: 1 }] },
    factors: [],
    counts: { rows: 1, lines: 1 },
    controlTotals: [],
    errors: [],
    warnings: [],
    sheetReports: [],
    moneyCurrencies: ['USD'],
    sealedRemittances: [
      { originalCurrency: 'USD', currency: 'USD', amount: '10.0000000000', statedBy: 'ops', statedAt: MAY_1 },
    ],
    effectiveAt: MAY_1,
    revision: 1,
    ...rest,
  };
}

const SOURCE = { source: { type: 'report', id: 'r_1' } };

const TOTALS: readonly LineTotal[] = [
  {
    holderId: 'H1',
    batchId: 'b',
    currency: 'USD',
    converted: units('10'),
    commission: units('1'),
    holderAmount: units('9'),
    rows: 1,
  },
];

function aDesk() {
  const store = new InMemoryLedgerStore();
  const clock = aClock();
  const { ledger } = aLedger(store, clock);
  const { drops, ends } = memoryDropEnds();
  const published = new Set<string>();
  const lines = {
    totals: async () => TOTALS,
    recount: async () => TOTALS,
    publish: async ({ reportId }: Report) => void published.add(reportId),
    withdraw: async ({ reportId }: Report) => void published.delete(reportId),
    write: async () => undefined,
  } as unknown as ReportLines;
  const errorLog = { groups: async () => [] } as never;
  const register = memoryRegister();
  const waiters = { wake: async () => undefined };
  const ports = { register, drops, lines, ledger, clock, errorLog, waiters, mappings: shippedMappings };
  const create = (report: Report) => register.create(report, { step: 'RegisterReport', at: MAY_1, note: '' }, 0);
  const finish = async (reportId: string) => {
    await postReport(ports, reportId);
    await proveReport(ports, reportId);
    await completeReport(ports, reportId);
  };
  const fail = (reportId: string, cause = 'it broke') =>
    failReport(ports, { dropId: `d_${reportId}`, reportId, fault: { error: 'Broken', cause } });
  return { ports, store, ledger, register, create, finish, fail, ends, published };
}

describe('a report that failed', () => {
  let desk: ReturnType<typeof aDesk>;
  beforeEach(async () => {
    desk = aDesk();
    await desk.create(aReport('r_1'));
  });

  const expectClean = async () => {
    expect(await desk.register.find('r_1')).toMatchObject({ status: 'failed' });
    expect(desk.ends.get('d_r_1')).toBe('failed');
    expect(desk.published).toEqual(new Set());
    expect((await desk.ledger.balance(H1)).posted).toBe(0n);
    expect((await desk.ledger.balance(anAccount('bank:USD'))).posted).toBe(0n);
    expect((await desk.ledger.balance(reportClearing('r_1', 'USD'))).posted).toBe(0n);
    expect(await faultsOf(desk.store)).toEqual([]);
  };

  it('posts nothing and stays failed when its execution is run again', async () => {
    await desk.fail('r_1');

    await expect(convertReport(desk.ports, 'r_1')).rejects.toMatchObject({ name: 'ReportEnded' });
    await expect(postReport(desk.ports, 'r_1')).rejects.toMatchObject({ name: 'ReportEnded' });
    await expect(completeReport(desk.ports, 'r_1')).rejects.toMatchObject({ name: 'ReportEnded' });
    await desk.fail('r_1');

    expect(await desk.ledger.transaction(remittanceId('r_1', 'USD'))).toBeUndefined();
    await expectClean();
  });

  it('is clean though a writer who was thought dead goes on between its taking back and its end', async () => {
    let zombie: Promise<unknown> | undefined;
    const { ledger } = desk;
    const late: Ledger = {
      ...ledger,
      reverse: async (request) => {
        const outcome = await ledger.reverse(request);
        zombie ??= completeReport(desk.ports, 'r_1').catch((error: Error) => error.name);
        await zombie;
        return outcome;
      },
    };
    await postReport(desk.ports, 'r_1');

    await failReport(
      { ...desk.ports, ledger: late },
      { dropId: 'd_r_1', reportId: 'r_1', fault: { error: 'Broken', cause: '' } },
    );

    expect(await zombie).toBe('ReportEnded');
    await expectClean();
  });

  it('is clean though the writer who was thought dead had begun, and comes to its first posting only afterwards', async () => {
    const { ledger } = desk;
    const slow: Ledger = {
      ...ledger,
      post: async (draft) => {
        await desk.fail('r_1');
        return ledger.post(draft);
      },
    };

    await expect(postReport({ ...desk.ports, ledger: slow }, 'r_1')).rejects.toMatchObject({ name: 'LedgerRefused' });

    await expectClean();
  });

  it('is taken back under a note that a store can keep, though the reason is cut inside a character', async () => {
    await postReport(desk.ports, 'r_1');

    await desk.fail('r_1', '🎵'.repeat(600));
    await desk.fail('r_1', `x${'🎵'.repeat(600)}`);

    expect((await desk.ledger.transaction(distributionId('r_1', 'USD')))?.states.at(-1)?.state).toBe('reversed');
    await expectClean();
  });
});

describe('the proof of a report (R30)', () => {
  it('counts money that takes effect ahead of its own clock, since a clearing account is zero at every time', async () => {
    const desk = aDesk();
    const effectiveAt = anInstant('2030-01-01');
    await desk.create(aReport('r_1', { effectiveAt }));
    await postReport(desk.ports, 'r_1');
    await desk.ledger.post(
      aDraft('stray', [aPosting('bank:USD', reportClearing('r_1', 'USD'), '0.0000000001')], { effectiveAt }),
    );

    await expect(proveReport(desk.ports, 'r_1')).rejects.toMatchObject({ name: 'ReportNotProven' });
  });

  it('asks for every remittance too', async () => {
    const desk = aDesk();
    await desk.create(aReport('r_1'));
    await postReport(desk.ports, 'r_1');
    const by = { effectiveAt: MAY_1, correlationId: 'c', actor: { subject: 'x' }, note: 'by hand' };
    await desk.ledger.reverse({ id: remittanceId('r_1', 'USD'), ...by });
    await desk.ledger.post(aDraft('cover', [aPosting('bank:USD', reportClearing('r_1', 'USD'), '10')]));

    await expect(proveReport(desk.ports, 'r_1')).rejects.toMatchObject({ name: 'ReportNotProven' });
  });
});

describe('the proof of a report', () => {
  it('does not take another distribution under the report’s id for its own', async () => {
    const desk = aDesk();
    await desk.create(aReport('r_1'));
    const clearing = reportClearing('r_1', 'USD');
    const postings = [aPosting(clearing, H1, '10')];
    await desk.ledger.post(aDraft(remittanceId('r_1', 'USD'), [aPosting('bank:USD', clearing, '10')], SOURCE));
    await desk.ledger.postInChunks(aDraft(distributionId('r_1', 'USD'), postings, { ...SOURCE, kind: 'distribution' }));

    await expect(proveReport(desk.ports, 'r_1')).rejects.toThrow('other money than the lines say');
  });
});

describe('a report whose drop could not be ended', () => {
  it('stays completed with its money, and its drop is completed by the failure step', async () => {
    const desk = aDesk();
    await desk.create(aReport('r_1'));
    await desk.finish('r_1');
    desk.ends.clear();

    await desk.fail('r_1');

    expect(await desk.register.find('r_1')).toMatchObject({ status: 'completed' });
    expect(desk.ends.get('d_r_1')).toBe('completed');
    expect((await desk.ledger.balance(H1)).available).toBe(units('9'));
  });
});

describe('two versions that supersede one report (R25)', () => {
  const superseding = { supersedes: 'r_1', preparedBy: 'ops', preparedAt: MAY_1, approvedBy: 'approver' };

  it('post once: the second is refused, whoever approved it', async () => {
    const desk = aDesk();
    await desk.create(aReport('r_1'));
    await desk.finish('r_1');
    await desk.create(aReport('r_2', { supersession: superseding }));
    await desk.create(aReport('r_3', { supersession: superseding }));
    await desk.finish('r_2');

    await expect(postReport(desk.ports, 'r_3')).rejects.toThrow('r_1 is superseded by r_2');
    await desk.fail('r_3');
    expect(await desk.ledger.transaction(remittanceId('r_3', 'USD'))).toBeUndefined();

    expect((await desk.ledger.balance(H1)).posted).toBe(units('9'));
    expect(await desk.register.find('r_1')).toMatchObject({ supersededBy: 'r_2' });
    expect(await faultsOf(desk.store)).toEqual([]);
  });

  it('may follow each other when the first failed: the same report is named again and never counted twice', async () => {
    const desk = aDesk();
    await desk.create(aReport('r_1'));
    await desk.finish('r_1');
    await desk.create(aReport('r_2', { supersession: superseding }));
    await postReport(desk.ports, 'r_2');
    await desk.fail('r_2');
    await desk.create({ ...aReport('r_3'), sealedRemittances: undefined } as never);
    const naming = { reportId: 'r_3', supersedes: 'r_1', mayPrepare: true, mayApprove: true };

    expect(await supersedeReport(desk.ports, { ...naming, subject: 'ops' })).toMatchObject({ reportId: 'r_3' });
    await supersedeReport(desk.ports, { ...naming, subject: 'approver' });
    const r3 = await desk.register.find('r_3');
    await desk.register.save({
      ...aReport('r_3'),
      supersession: r3?.supersession,
      revision: (r3?.revision ?? 0) + 1,
    } as never);
    await desk.finish('r_3');

    expect((await desk.ledger.balance(H1)).posted).toBe(units('9'));
    expect(await desk.register.find('r_1')).toMatchObject({ supersededBy: 'r_3' });
    expect(await faultsOf(desk.store)).toEqual([]);
  });
});
