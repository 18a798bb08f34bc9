import { chargedBack } from '#close/adjustment';
import { storedCurrency, storedUnits } from '#close/amount';
import type { CorrectionEarnings } from '#close/correction-earnings';
import type { Earnings } from '#close/earnings';
import type { Period, PeriodFreeze, PeriodPool, PeriodProof } from '#close/period';
import { digestOf } from '#kernel/digest';
import { assertThat } from '#kernel/errors';
import { formatUnits, type Units } from '#kernel/money/units';
import { type AccountId, clearingAccount, holdingAccount, payableAccount, revenueAccount } from '#ledger/account';
import type { Posting, TransactionDraft } from '#ledger/journal-transaction';

/** The clearing account through which a period's pool goes; exactly zero once it is distributed (R30). */
export function poolClearing(periodId: string, currency: string): AccountId {
  return clearingAccount({ process: 'pool', id: periodId, currency: storedCurrency(currency) });
}

/** Where what a pool could not divide waits for the country's next pool (R15). */
export function residualAccount(country: string, currency: string): AccountId {
  return holdingAccount({ reason: 'residual', path: [country], currency: storedCurrency(currency) });
}

/** The id of the journal transaction that pays a period; derived from what it records (R28). */
export function distributionId(periodId: string): string {
  return `period.${periodId}.distribution`;
}

/** The id of the journal transaction that fills a period's pool. */
export function fundingId(periodId: string): string {
  return `period.${periodId}.funding`;
}

/** What fills the pool: the shared part of revenue less what was charged back of it, and the carry of the pool before (R13). */
export function fundingDraft(period: Period, { pool }: PeriodFreeze): TransactionDraft | undefined {
  const { country } = period;
  const clearing = poolClearing(period.periodId, pool.currency);
  const revenue = revenueAccount({ country, currency: storedCurrency(pool.currency) });
  const postings = [
    ...moved(revenue, clearing, storedUnits(pool.sharedRevenue) - chargedBack(pool.chargebacks), pool.currency),
    ...moved(residualAccount(country, pool.currency), clearing, storedUnits(pool.carry), pool.currency),
  ];
  if (postings.length === 0) return undefined;
  return { ...commonOf(period), id: fundingId(period.periodId), kind: 'distribution', postings };
}

/**
 * What the pool becomes: corrections of frozen periods (R29), holders' earnings, what nobody claims yet by track and type, and the residual (R10, R15, R16). Asserts
 * that they are the pool, to the unit. Nothing where the pool is zero.
 */
export function distributionDraft(
  period: Period,
  { pool }: PeriodFreeze,
  {
    earnings,
    residual,
    corrected,
  }: {
    readonly earnings: Earnings;
    readonly residual: Units;
    readonly corrected?: CorrectionEarnings | undefined;
  },
): TransactionDraft | undefined {
  const units = storedUnits(pool.pool);
  const distributed = earnings.attributedUnits + earnings.unattributedUnits + residual;
  assertThat(
    distributed === units,
    `${period.periodId} distributes ${formatUnits(distributed)} of a pool of ${pool.pool}; it must be all of it`,
  );
  const currency = storedCurrency(pool.currency);
  const from = poolClearing(period.periodId, pool.currency);
  const postings = [
    ...corrections(period, pool, corrected),
    ...earned(period.periodId, currency, earnings),
    ...moved(from, residualAccount(period.country, pool.currency), residual, currency),
  ];
  if (postings.length === 0) return undefined;
  return { ...commonOf(period), id: distributionId(period.periodId), kind: 'distribution', postings };
}

/** What an approver approves: the posting, the inputs that were frozen, and the close report where there is one. */
export function approvalDigest({
  periodId,
  freeze,
  proof,
}: {
  readonly periodId: string;
  readonly freeze: PeriodFreeze;
  readonly proof: PeriodProof;
}): string {
  return digestOf({
    period_id: periodId,
    posting_id: distributionId(periodId),
    input_manifest_hash: freeze.inputManifestHash,
    close_report_hash: proof.closeReportHash,
    pool: freeze.pool.pool,
    attributed: proof.attributed,
    unattributed: proof.unattributed,
    residual: proof.residual,
  });
}

/**
 * What frozen periods owe and are owed (R29): late plays are paid from clearing, what was paid for flagged ones comes back to it, and a
 * payable may go below zero by that. Asserts that it comes to the adjustments, to the unit.
 */
function corrections(period: Period, pool: PeriodPool, corrected: CorrectionEarnings | undefined): readonly Posting[] {
  const adjusted = corrected === undefined ? 0n : totalOf(corrected.recovered) - totalOf(corrected.late);
  assertThat(
    adjusted - chargedBack(pool.chargebacks) === storedUnits(pool.adjustments),
    `${period.periodId} corrects by ${formatUnits(adjusted)}; its pool was adjusted by ${pool.adjustments}, chargebacks with it`,
  );
  if (corrected === undefined) return [];
  return [
    ...earned(period.periodId, pool.currency, corrected.late),
    ...earned(period.periodId, pool.currency, corrected.recovered).map(turned),
  ];
}

/** From a period's clearing to holders, and to holding by track and type (R10). */
function earned(periodId: string, code: string, { holders, unattributed }: Earnings): readonly Posting[] {
  const currency = storedCurrency(code);
  const from = poolClearing(periodId, code);
  return [
    ...holders.flatMap(({ holderId, units }) => moved(from, payableAccount({ holderId, currency }), units, currency)),
    ...unattributed.flatMap(({ trackId, rightsType, units }) => {
      const to = holdingAccount({ reason: 'unattributed', path: [trackId, rightsType], currency });
      return moved(from, to, units, currency);
    }),
  ];
}

function turned({ debit, credit, ...rest }: Posting): Posting {
  return { debit: credit, credit: debit, ...rest };
}

function totalOf({ attributedUnits, unattributedUnits }: Earnings): Units {
  return attributedUnits + unattributedUnits;
}

/** One posting, turned round for a negative amount, none for zero. */
function moved(from: AccountId, to: AccountId, units: Units, code: string): readonly Posting[] {
  const currency = storedCurrency(code);
  if (units === 0n) return [];
  return units > 0n
    ? [{ debit: from, credit: to, units, currency }]
    : [{ debit: to, credit: from, units: -units, currency }];
}

/** Pool earnings count at the end of the period, whenever they are posted (R31). */
function commonOf(period: Period): Pick<TransactionDraft, 'effectiveAt' | 'source' | 'correlationId' | 'actor'> {
  return {
    effectiveAt: period.periodEnd,
    source: { type: 'period', id: period.periodId },
    correlationId: period.periodId,
    actor: { subject: 'close-period' },
  };
}
