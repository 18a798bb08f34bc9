import { assertThat } from '#kernel/errors';
import { type Decimal, formatDecimal } from '#kernel/money/decimal';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { formatUnits, LEDGER_DIGITS_MAX } from '#kernel/money/units';
import type { Clock } from '#kernel/time/clock';
import { parseCommissionRate, splitCommission } from '#reports/commission';
import { createConverter } from '#reports/effective-factor';
import type { ConvertedRows, LineTotal, PayableRows, ReportLines } from '#reports/ports';
import { type CurrencyConversion, factorOf, sealedConversions } from '#reports/readiness';
import type { CurrencyAmount, Report } from '#reports/report';
import { changeReport, requireReport } from '#reports/steps/change-report';
import { checkReadiness, type ReadinessPorts } from '#reports/steps/readiness-facts';
import { requireGoing } from '#reports/steps/require-going';

export interface ConvertReportPorts extends ReadinessPorts {
  readonly lines: ReportLines;
  readonly clock: Clock;
}

export interface ConvertOutcome {
  readonly outcome: 'converted' | 'waiting' | 'abandoned';
}

/**
 * Seals the remittances, then converts every payable row in file order (R23) and takes commission (R24). Answers
 * `waiting` when the facts do not suffice after all, `abandoned` when a person ended the wait. Safe to repeat: sealed
 * facts never change, so neither do the lines. Throws `ReportEnded` for a report that failed otherwise.
 */
export async function convertReport(ports: ConvertReportPorts, reportId: string): Promise<ConvertOutcome> {
  const report = await seal(ports, reportId);
  if (typeof report === 'string') return { outcome: report };
  if (report.counts['lines'] !== undefined) return { outcome: 'converted' };
  const conversions = sealedConversions(report);
  await ports.lines.write(report, {
    currencyOf: currenciesOf(report, conversions),
    convert: rowConverter(conversions),
  });
  const totals = await ports.lines.totals(report);
  assertConserved(report, totals);
  await changeReport(ports, {
    reportId,
    change: (current) => ({
      totals: { ...current.totals, ...sumsOf(report, totals) },
      counts: { ...current.counts, lines: totals.reduce((sum, { rows }) => sum + rows, 0) },
    }),
    event: { step: 'ConvertReport', note: 'Converted every payable row at the effective factor' },
  });
  return { outcome: 'converted' };
}

/** Fixes the remittances, unless that was done before; else says why there are none to fix. */
async function seal(ports: ConvertReportPorts, reportId: string): Promise<Report | 'waiting' | 'abandoned'> {
  for (;;) {
    const found = await requireReport(ports.register, reportId);
    if (found.abandonment !== undefined) return 'abandoned';
    const report = requireGoing(found);
    if (report.sealedRemittances !== undefined) return report;
    const readiness = await checkReadiness(ports, report);
    if (readiness.kind === 'waiting') return 'waiting';
    const { remittances, conversions, effectiveAt } = readiness;
    const sealed = await changeReport(ports, {
      reportId,
      // A remittance that came in since moved the revision: then look at the facts again.
      change: (current) =>
        current.revision !== report.revision
          ? undefined
          : {
              status: 'processing',
              sealedRemittances: remittances,
              factors: conversions.map(factorOf),
              effectiveAt,
              waitingFor: undefined,
              taskToken: undefined,
            },
      event: { step: 'SealRemittances', note: `Sealed ${remittances.length} remittances` },
    });
    if (sealed.sealedRemittances !== undefined) return sealed;
  }
}

/** Currencies whose payable rows are all zero convert to zeros of themselves. */
function currenciesOf(report: Report, conversions: readonly CurrencyConversion[]): ReadonlyMap<string, string> {
  const currencyOf = new Map(report.totals.payable.map(({ currency }) => [currency, currency] as const));
  for (const { originalCurrency, currency } of conversions) currencyOf.set(originalCurrency, currency);
  return currencyOf;
}

/** Converts stretches of rows; keeps one running sum per original currency between them. */
export function rowConverter(conversions: readonly CurrencyConversion[]): (rows: PayableRows) => ConvertedRows {
  const converters = new Map(conversions.map((one) => [one.originalCurrency, createConverter(one.factor)] as const));
  const rates = new Map<string, Decimal>();
  return ({ currencies, amounts, commissionRates }) => {
    const converted: bigint[] = [];
    const commissions: bigint[] = [];
    for (const [index, amount] of amounts.entries()) {
      const convert = converters.get(currencies[index] ?? '');
      assertThat(convert !== undefined || amount.digits === 0n, `Nothing was sealed for ${currencies[index]}`);
      const units = convert?.(amount) ?? 0n;
      assertThat(
        -UNITS_END < units && units < UNITS_END,
        `Row amount ${formatDecimal(amount)} converts past 28 digits`,
      );
      converted.push(units);
      commissions.push(splitCommission(units, rateOf(rates, commissionRates[index] ?? '')).commission);
    }
    return { converted, commissions };
  };
}

/** A line's DECIMAL(38, 10) would wrap around silently past this. */
const UNITS_END = powerOfTen(LEDGER_DIGITS_MAX);

function rateOf(rates: Map<string, Decimal>, text: string): Decimal {
  const known = rates.get(text);
  if (known !== undefined) return known;
  const rate = parseCommissionRate(text);
  assertThat(rate !== undefined, `"${text}" is no commission rate; validation lets none through`);
  rates.set(text, rate);
  return rate;
}

/** What was received is what was converted, to the last unit, in every currency (R23). */
function assertConserved(report: Report, totals: readonly LineTotal[]): void {
  const received = unitsByCurrency(sealedConversions(report).map((one) => [one.currency, one.factor.received]));
  const converted = unitsByCurrency(totals.map((total) => [total.currency, total.converted]));
  for (const currency of new Set([...received.keys(), ...converted.keys()])) {
    const [left, right] = [received.get(currency) ?? 0n, converted.get(currency) ?? 0n];
    assertThat(left === right, `${report.reportId}: received ${left} units of ${currency} but converted ${right}`);
  }
}

function sumsOf(report: Report, totals: readonly LineTotal[]) {
  const received = sealedConversions(report).map((one) => [one.currency, one.factor.received] as const);
  return {
    received: amountsOf(received),
    commission: amountsOf(totals.map((total) => [total.currency, total.commission])),
    holders: amountsOf(totals.map((total) => [total.currency, total.holderAmount])),
  };
}

function amountsOf(parts: readonly (readonly [string, bigint])[]): readonly CurrencyAmount[] {
  const sums = [...unitsByCurrency(parts)].sort(([left], [right]) => (left < right ? -1 : 1));
  return sums.map(([currency, units]) => ({ currency, amount: formatUnits(units) }));
}

function unitsByCurrency(parts: readonly (readonly [string, bigint])[]): Map<string, bigint> {
  const sums = new Map<string, bigint>();
  for (const [currency, units] of parts) sums.set(currency, (sums.get(currency) ?? 0n) + units);
  return sums;
}
