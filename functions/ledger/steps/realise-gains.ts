import { assertThat } from '#kernel/errors';
import { type Currency, parseCurrency } from '#kernel/money/currency';
import type { Units } from '#kernel/money/units';
import { exchangeAccount, exchangeGainsAccount } from '#ledger/account';
import { afterTrade, NO_POSITION, type Position } from '#ledger/average-cost';
import type { Entry } from '#ledger/entry';
import type { JournalTransaction, TransactionDraft } from '#ledger/journal-transaction';
import { amountOf, movementsOf } from '#ledger/movement';
import { requirePosted } from '#ledger/require-posted';
import { shardsOf } from '#ledger/shard';
import type { LedgerAccess } from '#ledger/steps/ledger-access';
import { postTransaction } from '#ledger/steps/post-transaction';

const PAGE = 500;

/** Realises the gains of every currency that has an `fx` account; answers how many were posted. */
export async function realiseAllGains(access: LedgerAccess, functional: Currency): Promise<{ readonly gains: number }> {
  const shards = await access.store.shardsUnder('fx');
  const currencies = shards.map((shard) => parseCurrency(shard.slice('fx:'.length)));
  let gains = 0;
  for (const currency of currencies)
    if (currency !== undefined) gains += await realiseGains(access, { currency, functional });
  return { gains };
}

/**
 * Posts what the exchanges of one currency have gained or lost and nobody has posted yet, one transaction for each exchange that
 * closed a part of the position (R26). It follows from the entries of the currency's `fx` account alone, in their sequence, so
 * whoever computes it again finds the same; it goes on after the last exchange whose gain stands.
 */
export async function realiseGains(
  access: LedgerAccess,
  { currency, functional }: { readonly currency: Currency; readonly functional: Currency },
): Promise<number> {
  if (currency === functional) return 0;
  const gainsAccount = exchangeGainsAccount({ on: currency, currency: functional });
  const [lastGain] = await access.store.newestEntries(shardsOf(gainsAccount));
  const last = lastGain === undefined ? undefined : await access.store.transaction(lastGain.transactionId);
  let position: Position = last?.realised ?? NO_POSITION;
  let posted = 0;
  for (const entry of await entriesAfter(access, currency, last?.realised?.through ?? 0)) {
    const trade = { amount: entry.credit - entry.debit, functional: 0n };
    const functionalUnits = await costOf(access, entry, { currency, functional });
    const { gain, ...after } = afterTrade(position, { ...trade, functional: functionalUnits });
    position = after;
    if (gain === 0n) continue;
    const draft = gainDraft(entry, { currency, functional, gain, position });
    requirePosted(draft.id, await postTransaction(access, draft));
    posted += 1;
  }
  return posted;
}

async function entriesAfter(access: LedgerAccess, currency: Currency, after: number): Promise<readonly Entry[]> {
  const [shard] = shardsOf(exchangeAccount(currency));
  assertThat(shard !== undefined, `fx:${currency} has no shard`);
  const entries: Entry[] = [];
  for (;;) {
    const before = entries.at(-1)?.sequence;
    const page = await access.store.entriesBefore({ shard, limit: PAGE, ...(before === undefined ? {} : { before }) });
    const fresh = page.filter(({ sequence }) => sequence > after);
    entries.push(...fresh);
    if (fresh.length < page.length || page.length < PAGE) return entries.toReversed();
  }
}

/** What the transaction of an entry did in the functional currency: on its `fx` account, or by the value of a cross exchange. */
async function costOf(
  access: LedgerAccess,
  entry: Entry,
  { currency, functional }: { readonly currency: Currency; readonly functional: Currency },
): Promise<Units> {
  const transaction = await headerOf(access, entry.transactionId);
  const account = exchangeAccount(functional);
  const movement = movementsOf(transaction).find((one) => one.account === account);
  if (movement !== undefined) return amountOf(movement);
  const original = transaction.reversalOf === undefined ? transaction : await headerOf(access, transaction.reversalOf);
  const { exchange } = original;
  if (exchange?.functionalUnits === undefined) return 0n;
  // Whoever gives a currency away is owed its worth; a reversal owes it back.
  const isGiven = (exchange.from === currency) !== (transaction.reversalOf !== undefined);
  return isGiven ? -exchange.functionalUnits : exchange.functionalUnits;
}

async function headerOf({ store }: LedgerAccess, id: string): Promise<JournalTransaction> {
  const transaction = await store.transaction(id);
  assertThat(transaction !== undefined, `${id} has entries and no header`);
  return transaction;
}

function gainDraft(
  entry: Entry,
  of: { readonly currency: Currency; readonly functional: Currency; readonly gain: Units; readonly position: Position },
): TransactionDraft {
  const { currency, functional, gain, position } = of;
  const account = exchangeAccount(functional);
  const gains = exchangeGainsAccount({ on: currency, currency: functional });
  const isLoss = gain < 0n;
  return {
    id: `${entry.transactionId}~gain-${currency}`,
    kind: 'exchange',
    postings: [
      {
        debit: isLoss ? gains : account,
        credit: isLoss ? account : gains,
        units: isLoss ? -gain : gain,
        currency: functional,
      },
    ],
    effectiveAt: entry.effectiveAt,
    source: { type: 'exchange', id: entry.transactionId },
    correlationId: entry.transactionId,
    actor: { subject: 'RealiseGains' },
    note: `Realised ${isLoss ? 'loss' : 'gain'} on ${currency} by average cost`,
    realised: { currency, through: entry.sequence, ...position },
  };
}
