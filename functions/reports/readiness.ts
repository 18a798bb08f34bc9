import { parseDecimal } from '#kernel/money/decimal';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { LEDGER_SCALE, parseUnits } from '#kernel/money/units';
import type { Instant } from '#kernel/time/clock';
import { type EffectiveFactor, effectiveFactor, formatFactor } from '#reports/effective-factor';
import type { Factor, Remittance, Report, WaitingFor } from '#reports/report';

/** What one original currency converts by. */
export interface CurrencyConversion {
  readonly originalCurrency: string;
  readonly currency: string;
  readonly factor: EffectiveFactor;
}

export type Readiness =
  | { readonly kind: 'waiting'; readonly waitingFor: WaitingFor }
  | {
      readonly kind: 'ready';
      readonly remittances: readonly Remittance[];
      readonly conversions: readonly CurrencyConversion[];
      /** The last remittance's time (R31); the report's own where it needs none. */
      readonly effectiveAt: Instant;
    };

/** The facts that decide whether a valid report may convert. */
export interface ReadinessFacts {
  readonly report: Report;
  readonly remittances: readonly Remittance[];
  /** Earlier reports of the sheet that did not fail and that nothing superseded. */
  readonly standingSheetReports: readonly string[];
  /** The other report that by now supersedes the very one that this report names. */
  readonly supersededOtherwise?: string | undefined;
  /** The mapping's bounds of the factor, inclusive. */
  readonly bounds: { readonly min: string; readonly max: string };
}

/** Whether a report may convert, or what a person has yet to say: a supersession (R25), remittances, a factor (R23). */
export function readinessOf(facts: ReadinessFacts): Readiness {
  const { report, remittances, standingSheetReports, supersededOtherwise, bounds } = facts;
  if (supersededOtherwise !== undefined) return waitingForOtherName(report, supersededOtherwise);
  const unnamed = standingSheetReports.filter((id) => !isApproved(report, id));
  const unapproved = report.supersession !== undefined && report.supersession.approvedBy === undefined;
  if (unnamed.length > 0 || unapproved) return waitingForSupersession(report, unnamed, unapproved);
  const missing = report.moneyCurrencies.filter(
    (currency) => !remittances.some((one) => one.originalCurrency === currency),
  );
  if (missing.length > 0) return { kind: 'waiting', waitingFor: { kind: 'remittance', currencies: missing } };
  const used = remittances.filter((one) => report.moneyCurrencies.includes(one.originalCurrency));
  const conversions: CurrencyConversion[] = [];
  const refused: { readonly currency: string; readonly reason: string }[] = [];
  for (const remittance of used) {
    const outcome = conversionOf(report, remittance, bounds);
    if (outcome.kind === 'usable') conversions.push(outcome.conversion);
    else refused.push({ currency: remittance.originalCurrency, reason: outcome.reason });
  }
  if (refused.length > 0) {
    const reason = refused.map((one) => `${one.currency}: ${one.reason}`).join('; ');
    return { kind: 'waiting', waitingFor: { kind: 'factor', currencies: refused.map((one) => one.currency), reason } };
  }
  const effectiveAt =
    used
      .map(({ statedAt }) => statedAt)
      .sort()
      .at(-1) ?? report.createdAt;
  return { kind: 'ready', remittances: used, conversions, effectiveAt };
}

/** The factor as the report shows it. */
export function factorOf({ originalCurrency, currency, factor }: CurrencyConversion): Factor {
  return {
    originalCurrency,
    currency,
    factor: formatFactor(factor),
    numerator: (factor.received * powerOfTen(factor.original.scale)).toString(),
    denominator: (factor.original.digits * powerOfTen(LEDGER_SCALE)).toString(),
  };
}

/** The conversions of a report whose remittances are sealed; the same remittances give the same conversions. */
export function sealedConversions(report: Report): readonly CurrencyConversion[] {
  return (report.sealedRemittances ?? []).map(({ originalCurrency, currency, amount }) => ({
    originalCurrency,
    currency,
    factor: { received: parseUnits(amount) ?? 0n, original: originalSum(report, originalCurrency) },
  }));
}

function isApproved({ supersession }: Report, reportId: string): boolean {
  return supersession?.approvedBy !== undefined && supersession.supersedes === reportId;
}

/** One report replaces another once; the loser of that race names the winner, or its money would stand twice (R25). */
function waitingForOtherName({ supersession }: Report, winner: string): Readiness {
  const reason = `${supersession?.supersedes} is superseded by ${winner}; say that it supersedes ${winner} instead`;
  return { kind: 'waiting', waitingFor: { kind: 'supersession', reports: [winner], reason } };
}

function waitingForSupersession(report: Report, unnamed: readonly string[], unapproved: boolean): Readiness {
  const reason = unapproved
    ? `A second person has to approve that it supersedes ${report.supersession?.supersedes}`
    : `Its sheet ${report.sheetId} is known with other content; say which report it supersedes`;
  const reports = unapproved ? [report.supersession?.supersedes ?? ''] : unnamed;
  return { kind: 'waiting', waitingFor: { kind: 'supersession', reports, reason } };
}

function conversionOf(report: Report, remittance: Remittance, bounds: ReadinessFacts['bounds']) {
  const { originalCurrency, currency, amount, factorAcceptedBy } = remittance;
  const received = parseUnits(amount) ?? 0n;
  const original = originalSum(report, originalCurrency);
  const isAccepted = factorAcceptedBy !== undefined;
  const outcome = effectiveFactor({
    received,
    original,
    hasNonZeroRow: true,
    bounds: isAccepted ? NO_BOUNDS : bounds,
  });
  if (outcome.kind === 'usable') {
    return { kind: 'usable', conversion: { originalCurrency, currency, factor: outcome.factor } } as const;
  }
  return { kind: 'refused', reason: outcome.kind === 'needs-person' ? outcome.reason : 'Nothing arrived' } as const;
}

/** A second person accepted the factor; that it is positive is never up to anybody. */
const NO_BOUNDS = { min: '0', max: '9'.repeat(28) } as const;

function originalSum(report: Report, currency: string) {
  const total = report.totals.payable.find((one) => one.currency === currency);
  return parseDecimal(total?.amount ?? '0') ?? { digits: 0n, scale: 0 };
}
