import { describe, expect, it } from 'vitest';
import { planAudit } from '#audit/steps/plan-audit';
import { recordCheckFault, runChecks } from '#audit/steps/run-checks';
import { instantOf } from '#kernel/time/clock';
import { type AuditFinding, singleCheck } from '#ledger/audit-check';
import { memoryAudit } from '#test/support/audit/audit-memory';
import { aClock, MAY_1 } from '#test/support/ledger/builders';

const CUT = instantOf(Date.parse(MAY_1) - 60_000);
const passes = singleCheck('sound', async () => []);
const finds = (...findings: readonly AuditFinding[]) => singleCheck('broken', async () => findings);

describe('carrying checks out', () => {
  it('keeps the result of a check that passes and tells nobody', async () => {
    const { book, bell, rung } = memoryAudit();

    await runChecks({ book, bell, clock: aClock() }, passes, CUT);

    expect(await book.latest(['sound', 'other'])).toEqual([
      { check: 'sound', status: 'ok', checkedAt: MAY_1, cut: CUT, findings: [], findingCount: 0 },
      undefined,
    ]);
    expect(rung).toEqual([]);
  });

  it('tells of one that fails, with the accounts and entries that it names', async () => {
    const { book, bell, rung } = memoryAudit();
    const finding = { message: 'bank:USD is off', accounts: ['bank:USD'], entries: ['bank:USD#03/7'] };

    await runChecks({ book, bell, clock: aClock() }, finds(finding), CUT);

    expect(rung).toMatchObject([{ check: 'broken', status: 'failed', findings: [finding] }]);
    expect(await book.latest(['broken'])).toEqual(rung);
  });

  it('keeps fifty findings of a check that fails everywhere, and the number of all', async () => {
    const { book, bell } = memoryAudit();
    const findings = Array.from({ length: 60 }, (_, index) => ({
      message: `account ${index}`,
      entries: Array.from({ length: 30 }, (_entry, sequence) => `a/${sequence}`),
    }));

    const [result] = await runChecks({ book, bell, clock: aClock() }, finds(...findings), CUT);

    expect(result).toMatchObject({ findingCount: 60 });
    expect(result?.findings).toHaveLength(50);
    expect(result?.findings[0]?.entries).toHaveLength(20);
  });

  it('fails the checks that could not be carried out', async () => {
    const { book, bell, rung } = memoryAudit();

    await recordCheckFault(
      { book, bell, clock: aClock() },
      { names: ['a', 'b'], cut: CUT, fault: 'QueryFailed: no lake' },
    );

    expect(rung.map(({ check, status }) => [check, status])).toEqual([
      ['a', 'failed'],
      ['b', 'failed'],
    ]);
    expect(rung[0]?.findings[0]?.message).toContain('QueryFailed: no lake');
  });

  it('keeps a newer result when an older one is late', async () => {
    const { book, bell } = memoryAudit();
    const clock = aClock();
    await runChecks({ book, bell, clock: aClock(instantOf(Date.parse(MAY_1) + 1000)) }, passes, CUT);

    await book.record({
      check: 'sound',
      status: 'failed',
      checkedAt: clock.now(),
      cut: CUT,
      findings: [],
      findingCount: 1,
    });

    expect(await book.latest(['sound'])).toMatchObject([{ status: 'ok' }]);
  });

  it('is planned by one cut a minute back for all checks', () => {
    expect(planAudit([['a', 'b'], ['c']], aClock())).toEqual({
      cut: CUT,
      groups: [
        { names: ['a', 'b'], cut: CUT },
        { names: ['c'], cut: CUT },
      ],
    });
  });
});
