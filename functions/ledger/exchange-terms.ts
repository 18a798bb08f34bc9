import { assertThat } from '#kernel/errors';
import { type Currency, parseCurrency } from '#kernel/money/currency';
import terms from './exchange-terms.json' with { type: 'json' };

const functional = parseCurrency(terms.functional_currency);
assertThat(functional !== undefined, `${terms.functional_currency} is no functional currency`);

/** The currency in which the books count gains and losses (R26). */
export const functionalCurrency: Currency = functional;
