import { z } from 'zod';
import { PAYOUT_METHODS } from '#holders/destination';
import { amountText, currencyText, instantText } from '#kernel/api/schemas';
import { PAYMENT_STATES } from '#payouts/payment';
import { RUN_STATES } from '#payouts/run';
import { TAX_REPORTS } from '#payouts/withholding';

const text = z.string().nullable();
const masked = text.meta({ description: 'Its last four characters.', example: '***3000' });

/** A payment as the API shows it; bank details by their last four characters. */
export const paymentBody = z
  .strictObject({
    payment_id: z.string(),
    holder_id: z.string(),
    amount: amountText.meta({ description: 'What arrives: whole minor units, after tax (R17, R34).' }),
    currency: currencyText,
    state: z.enum(PAYMENT_STATES),
    end_to_end_id: z.string(),
    method: z.enum(PAYOUT_METHODS),
    destination: masked,
    source_amount: amountText.meta({ description: 'What is reserved of the balance.' }),
    source_currency: currencyText,
    exchange_rate: text,
    exchange_rate_date: text,
    tax: amountText,
    tax_rate: text,
    tax_rule: text,
    reason: text.meta({ description: 'Why it was refused, taken out, rejected or returned.' }),
    timeline: z.array(
      z.strictObject({ state: z.enum(PAYMENT_STATES), at: instantText, reason: text, reference: text }),
    ),
  })
  .meta({ id: 'Payment' });

const total = z.strictObject({ currency: currencyText, payments: z.int(), amount: amountText, tax: amountText });

/** A run as a list shows it. */
export const runSummaryBody = z
  .strictObject({
    payout_run_id: z.string(),
    state: z.enum(RUN_STATES),
    waiting_for: z.enum(['approval', 'fault']).nullable().meta({ description: 'What a person has to do.' }),
    fault: text,
    execution_date: z.string(),
    digest: text.meta({ description: 'What an approver repeats to say that this is what they approve.' }),
    approvers_needed: z.int(),
    approvals: z.array(z.strictObject({ approved_by: z.string(), approved_at: instantText })),
    prepared_by: z.array(z.string()),
    expires_at: instantText.nullable().meta({ description: 'After this nobody approves it any more.' }),
    totals: z.array(total),
    carried_count: z.int().meta({ description: 'Balances that were not paid; GET …/carried says why.' }),
    created_at: instantText,
    updated_at: instantText,
  })
  .meta({ id: 'PayoutRunSummary' });

/** A run with its payments and its history. */
export const runBody = runSummaryBody
  .extend({
    payments: z.array(paymentBody),
    has_more_payments: z.boolean(),
    timeline: z.array(z.strictObject({ step: z.string(), at: instantText, note: z.string(), actor: text })),
  })
  .meta({ id: 'PayoutRun' });

export const runFileBody = z
  .strictObject({
    name: z.string(),
    batch_id: z.string(),
    rail: z.enum(PAYOUT_METHODS),
    currency: currencyText,
    payments: z.int(),
    media_type: z.string(),
    checksum: z.string().meta({ description: 'SHA-256 of the bytes, hex; it also stands on every reservation.' }),
    download_url: z.string(),
  })
  .meta({ id: 'PayoutFile' });

/** The boxes are those of the returns; a box that a return does not have is null. */
export const taxYearBody = z
  .strictObject({
    holder_id: z.string(),
    year: z.string(),
    forms: z.array(
      z.strictObject({
        form: z.enum(TAX_REPORTS),
        currency: currencyText.meta({
          description: 'The boxes are in US dollars, by the rates of the days of payment.',
        }),
        country: z.string(),
        tax_rate: z.string(),
        payments: z.int(),
        box_1_income_code: text.meta({ description: '1042-S: 12, other royalties.' }),
        box_2_amount: amountText.nullable().meta({
          description: '1042-S: gross income. 1099-MISC: royalties. Null while a rate is missing.',
        }),
        box_3b_tax_rate: text.meta({ description: '1042-S: per cent.' }),
        box_4_tax_withheld: amountText.nullable().meta({ description: '1099-MISC.' }),
        box_7a_tax_withheld: amountText.nullable().meta({ description: '1042-S.' }),
        missing_rates: z.array(z.string()).meta({ description: 'Without these the boxes cannot be filled in.' }),
        paid: z
          .array(z.strictObject({ currency: currencyText, gross: amountText, withheld: amountText }))
          .meta({ description: 'The same in the currencies of the payments.' }),
      }),
    ),
  })
  .meta({ id: 'TaxYear' });

export const noticeBody = z
  .strictObject({
    payment_id: z.string(),
    kind: z.enum(['payment-rejected', 'payment-returned']),
    amount: amountText,
    currency: currencyText,
    reason: z.string(),
    text: z.string(),
    at: instantText,
  })
  .meta({ id: 'Notice' });

export const holdBody = z
  .strictObject({
    holder_id: z.string(),
    state: z.enum(['held', 'released']),
    reason: z.string(),
    by: z.string(),
    at: instantText,
  })
  .meta({ id: 'Hold' });
