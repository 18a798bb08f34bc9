import { storedUnits } from '#close/amount';
import type { Period } from '#close/period';
import type { PeriodRegister } from '#close/ports';
import { formatUnits, sumUnits } from '#kernel/money/units';
import { instantOf } from '#kernel/time/clock';
import { type AuditChecks, type AuditFinding, singleCheck } from '#ledger/audit-check';

export const PERIOD_CHECK = 'periods';

/** Older months are no longer open to any change of ours, and their money was checked all that while. */
const MONTHS_BACK = 36;

/** Every period that posted: attributed + unattributed + residual = pool, exactly (R16). */
export function periodChecks(register: Pick<PeriodRegister, 'ofMonth'>): AuditChecks {
  return singleCheck(PERIOD_CHECK, async (cut) => {
    const findings: AuditFinding[] = [];
    for (const month of monthsUntil(cut.slice(0, 7))) {
      for (const period of await register.ofMonth(month)) findings.push(...faultsOf(period));
    }
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
      accounts: [`clearing:pool:${periodId}:${freeze.pool.currency}`],
      transactions: [posting.postingId],
    },
  ];
}

function monthsUntil(last: string): readonly string[] {
  const [year = 0, month = 1] = last.split('-').map(Number);
  return Array.from({ length: MONTHS_BACK }, (_, back) => instantOf(Date.UTC(year, month - 1 - back, 1)).slice(0, 7));
}
