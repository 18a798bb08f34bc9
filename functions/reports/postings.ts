import { assertThat } from '#kernel/errors';
import { type Currency, parseCurrency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import { type AccountId, bankAccount, clearingAccount, commissionAccount, payableAccount } from '#ledger/account';
import type { Posting, TransactionDraft } from '#ledger/journal-transaction';
import type { LineTotal } from '#reports/ports';
import { sealedConversions } from '#reports/readiness';
import type { Report } from '#reports/report';

/** The id of a report's remittance in one original currency; derived from what it records (R28). */
export function remittanceId(reportId: string, originalCurrency: string): string {
  return `report.${reportId}.remittance.${originalCurrency}`;
}

/** The id of a report's distribution in one currency. */
export function distributionId(reportId: string, currency: string): string {
  return `report.${reportId}.distribution.${currency}`;
}

/** The clearing account through which a report's money of one currency goes (R30). */
export function reportClearing(reportId: string, currency: string): AccountId {
  return clearingAccount({ process: 'report', id: reportId, currency: currencyOf(currency) });
}

/** The currencies of the money of a sealed report, sorted. */
export function moneyOf(report: Report): readonly string[] {
  return [...new Set(sealedConversions(report).map(({ currency }) => currency))].sort();
}

/** What arrived, one transaction per original currency: bank → clearing. */
export function remittanceDrafts(report: Report): readonly TransactionDraft[] {
  return sealedConversions(report).map(({ originalCurrency, currency, factor }) => ({
    ...commonOf(report),
    id: remittanceId(report.reportId, originalCurrency),
    kind: 'remittance',
    postings: moved({
      from: bankAccount(currencyOf(currency)),
      to: reportClearing(report.reportId, currency),
      units: factor.received,
      currency,
    }),
  }));
}

/**
 * What the lines give to whom, one transaction per currency: clearing → holders and commission. A holder whose refunds
 * outweigh their sales owes the difference (R24). A currency in which nothing moves has no transaction.
 */
export function distributionDrafts(report: Report, totals: readonly LineTotal[]): readonly TransactionDraft[] {
  return moneyOf(report).flatMap((currency) => {
    const ofCurrency = totals.filter((total) => total.currency === currency);
    const from = reportClearing(report.reportId, currency);
    const commission = ofCurrency.reduce((sum, total) => sum + total.commission, 0n);
    const postings = [
      ...[...unitsByHolder(ofCurrency)].flatMap(([holderId, units]) =>
        moved({ from, to: payableAccount({ holderId, currency: currencyOf(currency) }), units, currency }),
      ),
      ...moved({ from, to: commissionAccount(currencyOf(currency)), units: commission, currency }),
    ];
    if (postings.length === 0) return [];
    return [
      { ...commonOf(report), id: distributionId(report.reportId, currency), kind: 'distribution' as const, postings },
    ];
  });
}

/** What every holder gets, in ledger units. */
export function unitsByHolder(totals: readonly LineTotal[]): ReadonlyMap<string, Units> {
  const sums = new Map<string, Units>();
  for (const { holderId, holderAmount } of totals) sums.set(holderId, (sums.get(holderId) ?? 0n) + holderAmount);
  return sums;
}

/** One posting, turned round for a negative amount, none for zero. */
function moved(move: {
  readonly from: AccountId;
  readonly to: AccountId;
  readonly units: Units;
  readonly currency: string;
}): readonly Posting[] {
  const { from, to, units } = move;
  const currency = currencyOf(move.currency);
  if (units === 0n) return [];
  return units > 0n
    ? [{ debit: from, credit: to, units, currency }]
    : [{ debit: to, credit: from, units: -units, currency }];
}

function commonOf(report: Report): Pick<TransactionDraft, 'effectiveAt' | 'source' | 'correlationId' | 'actor'> {
  const last = report.sealedRemittances?.at(-1);
  return {
    effectiveAt: report.effectiveAt ?? report.createdAt,
    source: { type: 'report', id: report.reportId },
    correlationId: report.reportId,
    actor: { subject: last?.statedBy ?? 'ingest-report' },
  };
}

function currencyOf(text: string): Currency {
  const currency = parseCurrency(text);
  assertThat(currency !== undefined, `${text} is no currency; only known ones are accepted for a remittance`);
  return currency;
}
