import { assertThat } from '#kernel/errors';
import { formatDecimal, parseDecimal } from '#kernel/money/decimal';
import { MANUAL_SOURCE } from '#ledger/by-hand';
import { convertedUnits, exchangeDraft } from '#ledger/exchange';
import type { RateAnswer } from '#ledger/exchange-ports';
import type { ExchangeRequest } from '#ledger/exchange-request';
import type { ExchangeDetail, TransactionDraft } from '#ledger/journal-transaction';
import type { ExchangeGround } from '#ledger/steps/convert';
import { type PrepareOutcome, prepareTransaction } from '#ledger/steps/prepare-transaction';

type Missing = Extract<RateAnswer, { readonly kind: 'rate-missing' }>;

/**
 * Writes an exchange down at the rate that was dealt or at the book's, without moving anything; a second person approves it.
 * Preparing the same id again answers what was prepared first, at the first rate (R28).
 */
export async function prepareExchange(
  ground: ExchangeGround,
  request: ExchangeRequest,
  by: Pick<TransactionDraft, 'id' | 'effectiveAt' | 'correlationId' | 'actor' | 'note'> & {
    readonly isEffectiveNow: boolean;
  },
): Promise<PrepareOutcome | Missing> {
  const { isEffectiveNow, ...rest } = by;
  const first = await ground.access.store.transaction(by.id);
  const detail =
    request.dealt === undefined && first?.exchange !== undefined ? first.exchange : await rated(ground, request);
  if ('kind' in detail) return detail;
  const decimal = parseDecimal(detail.rate);
  assertThat(decimal !== undefined, `${by.id}: ${detail.rate} is no rate`);
  const legs = [{ from: request.from.id, to: request.to.id, units: request.units }];
  const source = { type: MANUAL_SOURCE, id: by.id };
  const exchange = exchangeDraft({ ...rest, source, legs }, { rate: decimal, detail });
  if ('reason' in exchange) return { kind: 'refused', reason: exchange.reason };
  return prepareTransaction(ground.access, exchange.draft, { isEffectiveNow });
}

async function rated(
  { rates, functional }: ExchangeGround,
  request: ExchangeRequest,
): Promise<ExchangeDetail | Missing> {
  const { from, to, date, policy, dealt, units } = request;
  const answer =
    dealt === undefined
      ? await rates.rateFor({ base: from.currency, quote: to.currency, date, policy })
      : ({ kind: 'rate', rate: dealt.rate, date, source: dealt.source } as const);
  if (answer.kind === 'rate-missing') return answer;
  const detail = {
    from: from.currency,
    to: to.currency,
    rate: formatDecimal(answer.rate),
    rateDate: answer.date,
    rateSource: answer.source,
  };
  if (from.currency === functional || to.currency === functional) return detail;
  // Neither side is in the books’ own currency: what it cost there is asked of the book, dealt or not.
  const value = await rates.rateFor({ base: from.currency, quote: functional, date, policy });
  if (value.kind === 'rate-missing') return value;
  return { ...detail, functionalUnits: convertedUnits(units, value.rate) };
}
