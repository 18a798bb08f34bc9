import { assertThat } from '#kernel/errors';
import type { Currency } from '#kernel/money/currency';
import type { Decimal } from '#kernel/money/decimal';
import { multiplyHalfEven } from '#kernel/money/rounding';
import { sumUnits, type Units } from '#kernel/money/units';
import { accountOf, exchangeAccount } from '#ledger/account';
import type { ConvertRequest } from '#ledger/exchange-ports';
import type { ExchangeDetail, Posting, TransactionDraft } from '#ledger/journal-transaction';

/** Legs of one exchange: with both `fx` accounts they stay below what one write touches. */
export const LEGS_MAX = 20;

/** The amount at the rate, in ledger units, half-even (R26). */
export function convertedUnits(units: Units, rate: Decimal): Units {
  return multiplyHalfEven(units, rate);
}

/** The one pair of currencies that all legs change. Asserts that there is one. */
export function pairOf(legs: ConvertRequest['legs']): { readonly from: Currency; readonly to: Currency } {
  const [first] = legs;
  assertThat(first !== undefined && legs.length <= LEGS_MAX, `${legs.length} legs; an exchange has 1 to ${LEGS_MAX}`);
  const pair = { from: accountOf(first.from).currency, to: accountOf(first.to).currency };
  for (const { from, to } of legs) {
    const isSame = accountOf(from).currency === pair.from && accountOf(to).currency === pair.to;
    const isOneSide = accountOf(from).kind.normalSide === accountOf(to).kind.normalSide;
    assertThat(isOneSide, `${from} and ${to} are positive on different sides; money is exchanged within one side`);
    assertThat(isSame && pair.from !== pair.to, `${from} to ${to} is not ${pair.from} to another currency`);
  }
  return pair;
}

/**
 * The exchange as a transaction: for each leg two postings, four entries, through the two currencies' `fx` accounts (R26).
 * Answers why not when a leg is worth nothing at that rate.
 */
export function exchangeDraft(
  request: Omit<ConvertRequest, 'date' | 'policy'>,
  at: { readonly rate: Decimal; readonly detail: ExchangeDetail },
): { readonly draft: TransactionDraft } | { readonly reason: string } {
  const { legs, ...rest } = request;
  const { to } = pairOf(legs);
  const postings: Posting[] = [];
  for (const leg of legs) {
    const worth = convertedUnits(leg.units, at.rate);
    if (worth <= 0n)
      return { reason: `${leg.units} units of ${leg.from} are worth nothing in ${to} at ${at.detail.rate}` };
    postings.push(...postingsOf(leg, worth));
  }
  return { draft: { ...rest, kind: 'exchange', postings, exchange: at.detail } };
}

/** One leg: the balance of `from` falls, that of `to` rises, whichever side they are positive on. */
function postingsOf({ from, to, units }: ConvertRequest['legs'][number], worth: Units): readonly Posting[] {
  const [given, taken] = [accountOf(from), accountOf(to)];
  const sides = [exchangeAccount(given.currency), exchangeAccount(taken.currency)] as const;
  return given.kind.normalSide === 'credit'
    ? [
        { debit: from, credit: sides[0], units, currency: given.currency },
        { debit: sides[1], credit: to, units: worth, currency: taken.currency },
      ]
    : [
        { debit: sides[0], credit: from, units, currency: given.currency },
        { debit: to, credit: sides[1], units: worth, currency: taken.currency },
      ];
}

/** What all legs give, in ledger units. */
export function givenUnits(legs: ConvertRequest['legs']): Units {
  return sumUnits(legs.map(({ units }) => units));
}
