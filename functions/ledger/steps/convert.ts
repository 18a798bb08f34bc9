import { assertThat } from '#kernel/errors';
import type { Currency } from '#kernel/money/currency';
import { formatDecimal, parseDecimal } from '#kernel/money/decimal';
import { convertedUnits, exchangeDraft, givenUnits, pairOf } from '#ledger/exchange';
import type {
  ConvertOutcome,
  ConvertRequest,
  Exchange,
  ExchangeRates,
  QuoteOutcome,
  RateAnswer,
} from '#ledger/exchange-ports';
import type { ExchangeDetail } from '#ledger/journal-transaction';
import type { LedgerAccess } from '#ledger/steps/ledger-access';
import { postTransaction } from '#ledger/steps/post-transaction';

/** What exchanges stand on. */
export interface ExchangeGround {
  readonly access: LedgerAccess;
  readonly rates: ExchangeRates;
  readonly functional: Currency;
}

/** The exchange's port over a ledger and its rates. */
export function createExchange(ground: ExchangeGround): Exchange {
  return {
    convert: (request) => convert(ground, request),
    quote: async ({ units, ...question }): Promise<QuoteOutcome> => {
      const answer = await ground.rates.rateFor(question);
      return answer.kind === 'rate' ? { ...answer, units: convertedUnits(units, answer.rate) } : answer;
    },
  };
}

type Rated =
  | { readonly kind: 'rated'; readonly detail: ExchangeDetail }
  | Extract<RateAnswer, { kind: 'rate-missing' }>;

async function convert(ground: ExchangeGround, request: ConvertRequest): Promise<ConvertOutcome> {
  const first = await ground.access.store.transaction(request.id);
  const rated: Rated =
    first?.exchange === undefined ? await rate(ground, request) : { kind: 'rated', detail: first.exchange };
  if (rated.kind === 'rate-missing') return rated;
  const { date: _date, policy: _policy, ...rest } = request;
  const decimal = parseDecimal(rated.detail.rate);
  assertThat(decimal !== undefined, `${request.id}: ${rated.detail.rate} is no rate`);
  const exchange = exchangeDraft(rest, { rate: decimal, detail: rated.detail });
  if ('reason' in exchange) return { kind: 'refused', reason: exchange.reason };
  const outcome = await postTransaction(ground.access, exchange.draft);
  // A rival who asked for the same may have found another rate; then it is the first that counts, for both.
  const isRivals = outcome.kind === 'conflict' && first === undefined && outcome.transaction.exchange !== undefined;
  return isRivals ? convert(ground, request) : outcome;
}

/** The rate of the day, and what is given in the functional currency where neither side is in it. */
async function rate(ground: ExchangeGround, request: ConvertRequest): Promise<Rated> {
  const { rates, functional } = ground;
  const { date, policy, legs } = request;
  const { from, to } = pairOf(legs);
  const answer = await rates.rateFor({ base: from, quote: to, date, policy });
  if (answer.kind === 'rate-missing') return answer;
  const detail = { from, to, rate: formatDecimal(answer.rate), rateDate: answer.date, rateSource: answer.source };
  if (from === functional || to === functional) return { kind: 'rated', detail };
  const value = await rates.rateFor({ base: from, quote: functional, date, policy });
  if (value.kind === 'rate-missing') return value;
  return { kind: 'rated', detail: { ...detail, functionalUnits: convertedUnits(givenUnits(legs), value.rate) } };
}
