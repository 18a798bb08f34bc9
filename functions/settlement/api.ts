import { z } from 'zod';
import { APPROVERS, OPERATORS, READERS } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { amountText, currencyText, idText, instantText, listOf, pageQuery } from '#kernel/api/schemas';

const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day such as "2025-05-06"')
  .meta({ description: 'A day as the bank books it.', example: '2025-05-06' });
const balance = z.strictObject({ amount: amountText, on: day });
const totals = z.strictObject({ count: z.int(), amount: amountText });

/** A bank statement as the API shows it. */
export const bankStatementDocument = z
  .strictObject({
    bank_statement_id: z.string().meta({ example: 'bs_0123456789abcdef0123456789abcdef' }),
    statement_id: z.string().meta({ description: 'As the bank numbers it.' }),
    account: z.string().meta({ description: 'Its ledger account is `bank:<account>:<currency>`.' }),
    currency: currencyText,
    format: z.enum(['camt.053', 'mt940', 'bai2']),
    sequence: z.int().nullable(),
    opening: balance,
    closing: balance,
    credits: totals,
    debits: totals,
    lines: z.int(),
    matched: z.int().nullable().meta({ description: 'Lines explained when the statement was settled.' }),
    open: z.int().nullable().meta({ description: 'Lines that had no explanation then.' }),
    not_booked: z.int().meta({ description: 'Entries that are announced only; they move nothing.' }),
    state: z.enum(['claimed', 'settled']),
    drop_id: z.string(),
    received_at: instantText,
    settled_at: instantText.nullable(),
    check: z
      .strictObject({
        closing: amountText,
        ledger: amountText,
        difference: amountText.meta({
          description: 'The bank’s closing balance less our account: zero, or something is wrong.',
        }),
        in_transit: amountText.meta({ description: 'What our books say has moved and no statement has shown yet.' }),
        checked_at: instantText,
      })
      .nullable(),
  })
  .meta({ id: 'BankStatement' });

/** A line that waits for an explanation. */
export const unmatchedLineDocument = z
  .strictObject({
    line_id: z.string(),
    bank_statement_id: z.string(),
    account: z.string(),
    currency: currencyText,
    side: z.enum(['credit', 'debit']).meta({ description: 'A credit came in, a debit went out.' }),
    amount: amountText,
    booked_on: day,
    age_days: z.int(),
    held_on: z.string().meta({ description: 'The ledger account that holds it.' }),
    reason: z.string(),
    proposals: z.array(z.strictObject({ payment_id: z.string(), score: z.int(), reason: z.string() })),
    state: z.enum(['open', 'awaiting-approval', 'resolving', 'matched']),
    end_to_end_id: z.string().nullable(),
    bank_reference: z.string().nullable(),
    return_reason: z.string().nullable(),
    counterparty: z.string().nullable(),
    text: z.string().nullable(),
    match: z
      .strictObject({ kind: z.enum(['payments', 'remittance', 'account']), names: z.array(z.string()) })
      .nullable(),
    matched_by: z.string().nullable(),
  })
  .meta({ id: 'UnmatchedLine' });

export const listBankStatements = defineRoute({
  operationId: 'listBankStatements',
  method: 'GET',
  path: '/v1/settlement/statements',
  summary: 'Bank statements, newest closing day first, each held to our ledger.',
  roles: READERS,
  query: z.object({ ...pageQuery }),
  answers: { 200: { description: 'A page of bank statements.', body: listOf(bankStatementDocument) } },
});

export const listUnmatchedLines = defineRoute({
  operationId: 'listUnmatchedLines',
  method: 'GET',
  path: '/v1/settlement/unmatched',
  summary: 'Lines of bank statements that nothing of ours explains yet, oldest first.',
  roles: READERS,
  query: z.object({ ...pageQuery }),
  answers: { 200: { description: 'A page of lines.', body: listOf(unmatchedLineDocument) } },
});

export const matchUnmatchedLine = defineRoute({
  operationId: 'matchUnmatchedLine',
  method: 'POST',
  path: '/v1/settlement/unmatched/{id}/match',
  summary: 'Explains a line by payments, by a report’s remittance, or by an account of ours.',
  roles: OPERATORS,
  params: z.object({ id: idText }),
  body: z
    .object({
      end_to_end_ids: z
        .array(idText)
        .min(1)
        .max(500)
        .optional()
        .meta({ description: 'Payments that the line is, together.' }),
      report_id: idText.optional().meta({ description: 'The report whose remittance the line is.' }),
      account: z
        .string()
        .max(512)
        .optional()
        .meta({ description: 'A ledger account; a holder’s needs a second person.', example: 'fees:bank:EUR' }),
      note: z.string().max(500).optional(),
    })
    .refine(
      ({ end_to_end_ids, report_id, account }) =>
        [end_to_end_ids, report_id, account].filter((one) => one !== undefined).length === 1,
      'must say exactly one of end_to_end_ids, report_id and account',
    ),
  answers: {
    200: { description: 'The line is explained.', body: unmatchedLineDocument },
    202: { description: 'The line waits for a second person.', body: unmatchedLineDocument },
  },
  problems: [404, 409, 422],
});

export const approveUnmatchedLine = defineRoute({
  operationId: 'approveUnmatchedLine',
  method: 'POST',
  path: '/v1/settlement/unmatched/{id}/approve',
  summary: 'Lets the money of a line move to a holder, as another person has said.',
  roles: APPROVERS,
  params: z.object({ id: idText }),
  answers: { 200: { description: 'The line is explained.', body: unmatchedLineDocument } },
  problems: [403, 404, 409, 422],
});
