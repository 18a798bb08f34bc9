import { describe, expect, it } from 'vitest';
import type { ReportLines } from '#reports/ports';
import { changeReport } from '#reports/steps/change-report';
import { failReport } from '#reports/steps/fail-report';
import { postReport } from '#reports/steps/post-report';
import { aClock, aLedger, MAY_1 } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { aReport } from '#test/support/report-builders';
import { memoryDropEnds, memoryRegister } from '#test/support/report-memory';

const replacing = (reportId: string) =>
  aReport(reportId, {
    supersession: { supersedes: 'old', preparedBy: 'pat', preparedAt: MAY_1, approvedBy: 'kim', approvedAt: MAY_1 },
  });

async function aWorld() {
  const clock = aClock();
  const { ledger } = aLedger(new InMemoryLedgerStore(), clock);
  const register = memoryRegister();
  const one = 10_000_000_000n;
  const total = {
    holderId: 'H1',
    batchId: 'b',
    currency: 'USD',
    converted: one,
    commission: 0n,
    holderAmount: one,
    rows: 1,
  };
  const lines: ReportLines = {
    write: async () => undefined,
    totals: async () => [total],
    publish: async () => undefined,
    withdraw: async () => undefined,
    recount: async () => [total],
  };
  const { drops } = memoryDropEnds();
  const waiters = { wake: async () => undefined };
  const ports = { register, ledger, lines, clock, drops, waiters, errorLog: { groups: async () => [] } as never };
  const event = { step: 'RegisterReport', at: MAY_1, note: '' };
  for (const report of [aReport('old', { status: 'completed' }), replacing('left'), replacing('right')])
    await register.create(report, event, 0);
  const posted = async () => (await ledger.balance('payable:holder:H1:USD' as never)).posted;
  return { ports, register, posted };
}

describe('a report that is superseded', () => {
  it('is so by one report, although two were approved and sealed before either posted', async () => {
    const { ports, register, posted } = await aWorld();
    await postReport(ports, 'old');

    await postReport(ports, 'left');

    await expect(postReport(ports, 'right')).rejects.toMatchObject({ name: 'SupersededOtherwise' });
    expect(await posted()).toBe(10_000_000_000n);
    expect((await register.find('old'))?.supersededBy).toBe('left');
  });

  it('has nothing in the ledger, even when the one that superseded it fails', async () => {
    const { ports, posted } = await aWorld();
    await postReport(ports, 'old');
    await changeReport(ports, { reportId: 'old', change: () => ({ supersededBy: 'left' }) });

    await failReport(ports, { dropId: 'd_left', reportId: 'left', fault: { error: 'States.Timeout', cause: '' } });

    expect(await posted()).toBe(0n);
  });
});
