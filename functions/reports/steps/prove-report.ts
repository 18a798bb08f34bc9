import { RoyaltyError } from '#kernel/errors';
import { type Clock, instantOf } from '#kernel/time/clock';
import { contentHashOf } from '#ledger/content';
import type { Ledger } from '#ledger/ports';
import type { LineTotal, ReportLines, ReportRegister } from '#reports/ports';
import { distributionDrafts, moneyOf, remittanceDrafts, reportClearing, unitsByHolder } from '#reports/postings';
import { sealedConversions } from '#reports/readiness';
import type { Report } from '#reports/report';
import { changeReport, requireReport } from '#reports/steps/change-report';

/** The money of a report does not add up. The message names the two amounts; a person has to look. */
export class ReportNotProven extends RoyaltyError {
  override readonly name = 'ReportNotProven';
}

export interface ProveReportPorts {
  readonly lines: ReportLines;
  readonly ledger: Ledger;
  readonly register: ReportRegister;
  readonly clock: Clock;
}

/**
 * Proves, from the lines in the lake and the entries in the ledger, that every currency's clearing account is exactly
 * zero (R30), that the lines add up to what was received (R23), and to what was posted. Throws `ReportNotProven`.
 */
export async function proveReport(ports: ProveReportPorts, reportId: string): Promise<{ readonly outcome: 'proven' }> {
  const report = await requireReport(ports.register, reportId);
  const [posted, lines] = await Promise.all([ports.lines.totals(report), ports.lines.recount(report)]);
  proveLines(report, lines);
  proveEntries(report, { posted, lines });
  await proveLedger(ports.ledger, report, lines);
  await changeReport(ports, {
    reportId,
    change: ({ counts }) => {
      const holders = unitsByHolder(lines).size;
      return counts['holders'] === undefined ? { counts: { ...counts, holders } } : undefined;
    },
    event: { step: 'ProveReport', note: 'Clearing is zero and lines, entries and remittances agree to the last unit' },
  });
  return { outcome: 'proven' };
}

function proveLines(report: Report, lines: readonly LineTotal[]): void {
  for (const currency of moneyOf(report)) {
    const received = sumOf(
      sealedConversions(report).filter((one) => one.currency === currency),
      ({ factor }) => factor.received,
    );
    const ofCurrency = lines.filter((line) => line.currency === currency);
    demand(
      report,
      `converted ${currency}`,
      sumOf(ofCurrency, (line) => line.converted),
      received,
    );
    const parts = sumOf(ofCurrency, (line) => line.commission + line.holderAmount);
    demand(report, `commission and holders’ parts of ${currency}`, parts, received);
  }
}

function proveEntries(
  report: Report,
  { posted, lines }: { readonly posted: readonly LineTotal[]; readonly lines: readonly LineTotal[] },
): void {
  const [left, right] = [distributionDrafts(report, posted), distributionDrafts(report, lines)];
  demand(report, 'distributions', BigInt(left.length), BigInt(right.length));
  for (const [index, draft] of left.entries()) {
    const other = right[index];
    demand(report, `postings of ${draft.id}`, BigInt(draft.postings.length), BigInt(other?.postings.length ?? 0));
    for (const [position, posting] of draft.postings.entries()) {
      demand(report, `${posting.debit} → ${posting.credit}`, posting.units, other?.postings[position]?.units ?? 0n);
    }
  }
}

/** A clearing account is zero on every clock: what takes effect ahead of ours counts as well (R31). */
const END_OF_TIME = instantOf(Date.UTC(9999, 11, 31));

async function proveLedger(ledger: Ledger, report: Report, lines: readonly LineTotal[]): Promise<void> {
  for (const currency of moneyOf(report)) {
    const balance = await ledger.balance(reportClearing(report.reportId, currency), { asOf: END_OF_TIME });
    demand(report, balance.account, balance.posted, 0n);
  }
  for (const draft of [...remittanceDrafts(report), ...distributionDrafts(report, lines)]) {
    const transaction = await ledger.transaction(draft.id);
    const state = transaction?.states.at(-1)?.state ?? 'missing';
    if (state !== 'posted') throw new ReportNotProven(`${report.reportId}: ${draft.id} is ${state}, not posted`);
    if (transaction?.contentHash !== contentHashOf(draft)) {
      throw new ReportNotProven(`${report.reportId}: ${draft.id} moves other money than the lines say`);
    }
  }
}

function demand(report: Report, what: string, found: bigint, expected: bigint): void {
  if (found === expected) return;
  throw new ReportNotProven(`${report.reportId}: ${what} is ${found} units; ${expected} would be right`);
}

function sumOf<Item>(items: readonly Item[], unitsOf: (item: Item) => bigint): bigint {
  return items.reduce((sum, item) => sum + unitsOf(item), 0n);
}
