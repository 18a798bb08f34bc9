import { z } from 'zod';
import { APPROVERS, OPERATORS, READERS, READERS_AND_HOLDER } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { amountText, currencyText, idText, instantInput, instantText, listOf, pageQuery } from '#kernel/api/schemas';
import { transactionKinds } from '#ledger/journal-transaction';
import { accountText, noteText, postingBody, sourceBody, transactionBody } from '#ledger/transaction-body';

const bothClocks = {
  as_of: instantInput.optional().meta({ description: 'What was effective by then (R31); default now.' }),
  known_at: instantInput.optional().meta({ description: 'What was recorded by then (R31); default now.' }),
};
const holderBalances = z.strictObject({
  holder_id: z.string(),
  balances: z.array(
    z.strictObject({
      currency: currencyText,
      posted: amountText,
      reserved: amountText,
      available: amountText,
      owed_back: amountText.meta({
        description: 'What a clawback (a refund or a reversal after the payment) has taken beyond the balance; else 0.',
      }),
      payable: amountText.meta({ description: 'What the next payout run would pay (R32).' }),
    }),
  ),
  as_of: instantText,
  known_at: instantText,
});

export const getHolderBalances = defineRoute({
  operationId: 'getHolderBalances',
  method: 'GET',
  path: '/v1/holders/{id}/balances',
  summary: 'What a holder is owed, per currency.',
  roles: READERS_AND_HOLDER,
  holderParam: 'id',
  params: z.object({ id: idText }),
  query: z.object(bothClocks),
  answers: { 200: { description: 'The balances.', body: holderBalances } },
  problems: [404],
});

const mutation = z.strictObject({
  entry_id: z.string(),
  account: z.string(),
  amount: amountText.meta({ description: 'The change of the balance.' }),
  currency: currencyText,
  balance_after: amountText,
  clawback: z.boolean().meta({
    description: 'Whether this took a balance that never falls below zero below it; only what already happened may.',
  }),
  kind: z.enum(transactionKinds),
  source: sourceBody,
  effective_at: instantText,
  recorded_at: instantText,
  transaction_id: z.string(),
});

export const listHolderMutations = defineRoute({
  operationId: 'listHolderMutations',
  method: 'GET',
  path: '/v1/holders/{id}/mutations',
  summary: 'Every change of a holder’s balances, newest first.',
  roles: READERS_AND_HOLDER,
  holderParam: 'id',
  params: z.object({ id: idText }),
  query: z.object(pageQuery),
  answers: { 200: { description: 'A page of mutations.', body: listOf(mutation) } },
  problems: [404],
});

export const getLedgerAccount = defineRoute({
  operationId: 'getLedgerAccount',
  method: 'GET',
  path: '/v1/ledger/accounts/{account}',
  summary: 'The balance of an account, or the roll-up of every account under a prefix, per currency.',
  roles: READERS,
  params: z.object({ account: accountText }),
  query: z.object(bothClocks),
  answers: {
    200: {
      description: 'The balances, on the normal side of the accounts.',
      body: z.strictObject({
        account: z.string(),
        accounts: z.int().meta({ description: 'How many accounts were added up.' }),
        balances: z.array(
          z.strictObject({
            currency: currencyText,
            normal_side: z.enum(['debit', 'credit']),
            posted: amountText,
            reserved: amountText,
            incomplete: amountText.meta({
              description: 'Posted, but part of a posting that is not complete yet (R30).',
            }),
            available: amountText,
          }),
        ),
        as_of: instantText,
        known_at: instantText,
      }),
    },
  },
  problems: [404],
});

export const listLedgerEntries = defineRoute({
  operationId: 'listLedgerEntries',
  method: 'GET',
  path: '/v1/ledger/accounts/{account}/entries',
  summary: 'The entries of one account, newest first.',
  roles: READERS,
  params: z.object({ account: accountText }),
  query: z.object({ ...pageQuery, ...bothClocks }),
  answers: { 200: { description: 'A page of entries.', body: listOf(mutation) } },
  problems: [404],
});

const transactionId = z.object({ id: idText });
const aTransaction = { description: 'The transaction.', body: transactionBody };

export const prepareLedgerTransaction = defineRoute({
  operationId: 'prepareLedgerTransaction',
  method: 'POST',
  path: '/v1/ledger/transactions',
  summary: 'Prepares a manual journal transaction; it moves money when a second person approves it.',
  roles: OPERATORS,
  body: z.object({
    postings: z.array(postingBody).min(1).max(20),
    effective_at: instantInput.optional(),
    note: noteText,
    supersedes: idText.optional(),
  }),
  answers: { 201: { description: 'It is prepared.', body: transactionBody } },
  problems: [409, 422],
});

export const getLedgerTransaction = defineRoute({
  operationId: 'getLedgerTransaction',
  method: 'GET',
  path: '/v1/ledger/transactions/{id}',
  summary: 'A journal transaction with its states.',
  roles: READERS,
  params: transactionId,
  answers: { 200: aTransaction },
  problems: [404],
});

export const approveLedgerTransaction = defineRoute({
  operationId: 'approveLedgerTransaction',
  method: 'POST',
  path: '/v1/ledger/transactions/{id}/approve',
  summary: 'Posts what another person prepared.',
  roles: APPROVERS,
  params: transactionId,
  answers: { 200: aTransaction },
  problems: [404, 409],
});

export const rejectLedgerTransaction = defineRoute({
  operationId: 'rejectLedgerTransaction',
  method: 'POST',
  path: '/v1/ledger/transactions/{id}/reject',
  summary: 'Gives up what was prepared and not approved yet; nothing of it is ever posted.',
  roles: [...new Set([...OPERATORS, ...APPROVERS])],
  params: transactionId,
  body: z.object({ note: noteText }),
  answers: { 200: aTransaction },
  problems: [404, 409],
});

export const reverseLedgerTransaction = defineRoute({
  operationId: 'reverseLedgerTransaction',
  method: 'POST',
  path: '/v1/ledger/transactions/{id}/reverse',
  summary: 'Prepares the reversal of a posted transaction; it is posted when a second person approves it.',
  roles: OPERATORS,
  params: transactionId,
  body: z.object({ note: noteText, effective_at: instantInput.optional() }),
  answers: { 201: { description: 'The reversal is prepared.', body: transactionBody } },
  problems: [404, 409],
});

export const getTrialBalance = defineRoute({
  operationId: 'getTrialBalance',
  method: 'GET',
  path: '/v1/ledger/trial-balance',
  summary: 'Every account’s balance on its side; debits and credits of each currency are equal.',
  roles: READERS,
  answers: {
    200: {
      description: 'The trial balance.',
      body: z.strictObject({
        currencies: z.array(
          z.strictObject({ currency: currencyText, debits: amountText, credits: amountText, difference: amountText }),
        ),
        accounts: z.array(
          z.strictObject({ account: z.string(), currency: currencyText, debit: amountText, credit: amountText }),
        ),
      }),
    },
  },
});
