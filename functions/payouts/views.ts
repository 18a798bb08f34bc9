import type { z } from 'zod';
import { maskedDetail } from '#holders/masked-detail';
import { assertThat } from '#kernel/errors';
import { formatDecimal, parseDecimal } from '#kernel/money/decimal';
import { formatUnits } from '#kernel/money/units';
import type { noticeBody, paymentBody, runBody, runFileBody, runSummaryBody, taxYearBody } from '#payouts/bodies';
import type { Notice } from '#payouts/notice';
import { type PaymentRecord, stateOf } from '#payouts/payment';
import { countedApprovals, type PayoutRun, type RunEvent, type RunFile } from '#payouts/run';
import { RETURN_CURRENCY, type TaxBoxes } from '#payouts/tax-entry';

export function paymentBodyOf(record: PaymentRecord): z.output<typeof paymentBody> {
  const { payment, states } = record;
  const { destination: place, exchange, tax } = payment;
  const detail = place.iban ?? place.account ?? place.email;
  return {
    payment_id: payment.paymentId,
    holder_id: payment.holderId,
    amount: formatUnits(payment.netUnits),
    currency: payment.currency,
    state: stateOf(record),
    end_to_end_id: payment.paymentId,
    method: payment.rail,
    destination: detail === undefined ? null : maskedDetail(detail),
    source_amount: formatUnits(payment.sourceUnits),
    source_currency: payment.sourceCurrency,
    exchange_rate: exchange?.rate ?? null,
    exchange_rate_date: exchange?.rateDate ?? null,
    tax: formatUnits(tax?.units ?? 0n),
    tax_rate: tax?.rate ?? null,
    tax_rule: tax?.rule ?? null,
    reason: states.at(-1)?.reason ?? null,
    timeline: states.map(({ state, at, reason, reference }) => ({
      state,
      at,
      reason: reason ?? null,
      reference: reference ?? null,
    })),
  };
}

export function runSummaryOf(run: PayoutRun): z.output<typeof runSummaryBody> {
  const waitsForApproval = run.state === 'awaiting_approval' ? ('approval' as const) : null;
  return {
    payout_run_id: run.runId,
    state: run.state,
    waiting_for: run.fault === undefined ? waitsForApproval : 'fault',
    fault: run.fault ?? null,
    execution_date: run.executionDate,
    digest: run.digest ?? null,
    approvers_needed: run.approversNeeded,
    approvals: countedApprovals(run).map(({ approvedBy, approvedAt }) => ({
      approved_by: approvedBy,
      approved_at: approvedAt,
    })),
    prepared_by: [...run.preparedBy],
    expires_at: run.expiresAt ?? null,
    totals: run.totals.map(({ currency, payments, net, tax }) => ({ currency, payments, amount: net, tax })),
    carried_count: run.carriedCount,
    created_at: run.createdAt,
    updated_at: run.updatedAt,
  };
}

export interface RunRecord {
  readonly run: PayoutRun;
  readonly payments: readonly PaymentRecord[];
  readonly hasMore: boolean;
  readonly events: readonly RunEvent[];
}

export function runBodyOf({ run, payments, hasMore, events }: RunRecord): z.output<typeof runBody> {
  return {
    ...runSummaryOf(run),
    payments: payments.map(paymentBodyOf),
    has_more_payments: hasMore,
    timeline: events.map(({ step, at, note, actor }) => ({ step, at, note, actor: actor ?? null })),
  };
}

export function fileBodyOf(file: RunFile, downloadUrl: string): z.output<typeof runFileBody> {
  const { name, batchId, rail, currency, payments, mediaType, checksum } = file;
  const plain = { name, rail, currency, payments, checksum };
  return { ...plain, batch_id: batchId, media_type: mediaType, download_url: downloadUrl };
}

/** Income code 12 of Form 1042-S: royalties other than industrial ones and those for motion pictures and television. */
const OTHER_ROYALTIES = '12';

export function taxYearOf(
  { holderId, year }: { readonly holderId: string; readonly year: string },
  boxes: readonly TaxBoxes[],
): z.output<typeof taxYearBody> {
  const forms = boxes.map(({ report, country, rate, payments, boxes: filled, missingRates, paid }) => {
    const isForeign = report === '1042-S';
    const withheld = filled === undefined ? null : formatUnits(filled.withheld);
    return {
      form: report,
      currency: RETURN_CURRENCY,
      country,
      tax_rate: rate,
      payments,
      box_1_income_code: isForeign ? OTHER_ROYALTIES : null,
      box_2_amount: filled === undefined ? null : formatUnits(filled.gross),
      box_3b_tax_rate: isForeign ? percentOf(rate) : null,
      box_4_tax_withheld: isForeign ? null : withheld,
      box_7a_tax_withheld: isForeign ? withheld : null,
      missing_rates: [...missingRates],
      paid: paid.map(({ currency, gross, withheld: tax }) => ({
        currency,
        gross: formatUnits(gross),
        withheld: formatUnits(tax),
      })),
    };
  });
  return { holder_id: holderId, year, forms };
}

/** `0.30` → `30.00`, as box 3b is filled in. */
function percentOf(rate: string): string {
  const decimal = parseDecimal(rate);
  assertThat(decimal !== undefined, `${rate} is stored as a rate`);
  const scale = Math.max(decimal.scale, 4);
  return formatDecimal({ digits: decimal.digits * 10n ** BigInt(scale - decimal.scale), scale: scale - 2 });
}

export function noticeBodyOf({
  paymentId,
  kind,
  units,
  currency,
  reason,
  text,
  at,
}: Notice): z.output<typeof noticeBody> {
  return { payment_id: paymentId, kind, amount: formatUnits(units), currency, reason, text, at };
}
