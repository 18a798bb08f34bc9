import type { LedgerLake, PeriodShares } from '#audit/lake-ports';
import { chargedBack } from '#close/adjustment';
import { storedUnits } from '#close/amount';
import type { Period, PeriodFreeze, PeriodPosting } from '#close/period';
import type { PeriodRegister } from '#close/ports';
import { formatUnits, sumUnits, type Units } from '#kernel/money/units';
import { type Instant, instantOf } from '#kernel/time/clock';
import { type AuditChecks, type AuditFinding, singleCheck } from '#ledger/audit-check';

export const PERIOD_CHECK = 'periods';

/** Older months are no longer open to any change of ours, and their money was checked all that while. */
const MONTHS_BACK = 36;

/** Every period that posted: attributed + unattributed + residual = pool, exactly (R16), on record and in its entries. */
export function periodChecks(ports: {
  readonly register: Pick<PeriodRegister, 'ofMonth'>;
  readonly lake: Pick<LedgerLake, 'periodShares'>;
}): AuditChecks {
  return singleCheck(PERIOD_CHECK, async (cut) => {
    const shares = await ports.lake.periodShares(cut);
    const findings: AuditFinding[] = [];
    for (const month of monthsUntil(cut.slice(0, 7)))
      for (const period of await ports.register.ofMonth(month))
        findings.push(...faultsOf(period), ...entryFaults(period, shares.get(period.periodId), cut));
    return findings;
  });
}

function faultsOf({ periodId, freeze, posting, state }: Period): readonly AuditFinding[] {
  if (freeze === undefined || posting === undefined) {
    if (state !== 'PAID') return [];
    return [{ message: `${periodId} is PAID without a posting on record; a paid period has one` }];
  }
  const { attributed, unattributed, residual } = posting;
  const parts = sumUnits([attributed, unattributed, residual].map(storedUnits));
  const drift = storedUnits(freeze.pool.pool) - parts;
  if (drift === 0n) return [];
  return [
    {
      message: `${periodId} shared out ${formatUnits(parts)} of a pool of ${freeze.pool.pool}; attributed ${attributed}, unattributed ${unattributed} and residual ${residual} drift by ${formatUnits(drift)}`,
      ...namesOf(periodId, freeze, posting),
    },
  ];
}

/** What the record says against the entries of its distribution, which carry what it takes from frozen periods besides (R29). */
function entryFaults(
  { periodId, freeze, posting }: Period,
  shares: PeriodShares = NOTHING,
  cut: Instant,
): readonly AuditFinding[] {
  if (freeze === undefined || posting === undefined || posting.postedAt > cut) return [];
  const { adjustments, chargebacks } = freeze.pool;
  const corrected = storedUnits(adjustments) + chargedBack(chargebacks);
  const recorded = storedUnits(posting.attributed) + storedUnits(posting.unattributed) - corrected;
  const entered = shares.holders + shares.unattributed;
  const faults = [
    ...differenceOf('holders and what nobody claims', recorded, entered),
    ...differenceOf('the next pool', storedUnits(posting.residual), shares.residual),
  ];
  return faults.map((fault) => ({ message: `${periodId} ${fault}`, ...namesOf(periodId, freeze, posting) }));
}

const NOTHING: PeriodShares = { holders: 0n, unattributed: 0n, residual: 0n };

function differenceOf(whom: string, recorded: Units, entered: Units): readonly string[] {
  if (recorded === entered) return [];
  return [`says that ${whom} got ${formatUnits(recorded)}; its entries gave ${formatUnits(entered)}`];
}

function namesOf(periodId: string, { pool }: PeriodFreeze, { postingId }: PeriodPosting) {
  return { accounts: [`clearing:pool:${periodId}:${pool.currency}`], transactions: [postingId] };
}

function monthsUntil(last: string): readonly string[] {
  const [year = 0, month = 1] = last.split('-').map(Number);
  return Array.from({ length: MONTHS_BACK }, (_, back) => instantOf(Date.UTC(year, month - 1 - back, 1)).slice(0, 7));
}
