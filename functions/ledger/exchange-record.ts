import { z } from 'zod';
import { formatUnits } from '#kernel/money/units';
import type { ExchangeDetail, RealisedDetail } from '#ledger/journal-transaction';
import { storedCurrency, storedUnits } from '#ledger/stored-fields';

/** The rate of an exchange as it is stored and hashed. */
export function exchangeRecord({ from, to, rate, rateDate, rateSource, functionalUnits }: ExchangeDetail) {
  const functional = functionalUnits === undefined ? {} : { functional_amount: formatUnits(functionalUnits) };
  return { from, to, rate, rate_date: rateDate, rate_source: rateSource, ...functional };
}

/** What a gain follows from as it is stored and hashed. */
export function realisedRecord({ currency, through, position, cost }: RealisedDetail) {
  return { currency, through, position: formatUnits(position), cost: formatUnits(cost) };
}

function jsonOf<Record extends z.ZodType>(record: Record) {
  return z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(record);
}

const exchangeSchema = z.object({
  from: storedCurrency,
  to: storedCurrency,
  rate: z.string(),
  rate_date: z.string(),
  rate_source: z.string(),
  functional_amount: storedUnits.optional(),
});

/** Reads the stored rate of an exchange. */
export const storedExchange = jsonOf(exchangeSchema).transform((read): ExchangeDetail => {
  const { from, to, rate, rate_date, rate_source, functional_amount } = read;
  const functional = functional_amount === undefined ? {} : { functionalUnits: functional_amount };
  return { from, to, rate, rateDate: rate_date, rateSource: rate_source, ...functional };
});

const realisedSchema = z.object({
  currency: storedCurrency,
  through: z.int().positive(),
  position: storedUnits,
  cost: storedUnits,
});

/** Reads what a stored gain follows from. */
export const storedRealised = jsonOf(realisedSchema);
