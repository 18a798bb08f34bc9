import { type Currency, minorUnitDigits } from '#kernel/money/currency';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { LEDGER_SCALE, parseUnits, type Units } from '#kernel/money/units';

const PLAIN = /^\d{1,18}(\.\d{1,10})?$/;
const COMMA = /^\d{1,15},\d{0,10}$/;
const WHOLE = /^[+-]?\d{1,18}$/;

/** `18.15` and `18.15000`, exactly; `undefined` for anything else. Nothing is rounded, however fine it is. */
export function parsePlainAmount(text: string): Units | undefined {
  return PLAIN.test(text) ? parseUnits(text) : undefined;
}

/** SWIFT's `000000001000,00`, `79,7` and `0,`, exactly. */
export function parseCommaAmount(text: string): Units | undefined {
  return COMMA.test(text) ? parseUnits(text.replace(',', '.').replace(/\.$/, '')) : undefined;
}

/** BAI2's whole minor units, signed: `-3500` of a currency with two of them is −35.00. */
export function parseMinorAmount(text: string, currency: Currency): Units | undefined {
  if (!WHOLE.test(text)) return undefined;
  return BigInt(text) * powerOfTen(LEDGER_SCALE - minorUnitDigits(currency));
}
