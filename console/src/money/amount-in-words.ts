const ONES =
  'zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen'.split(
    ' ',
  );
const TENS = '  twenty thirty forty fifty sixty seventy eighty ninety'.split(' ');
const THOUSANDS = ['', ' thousand', ' million', ' billion', ' trillion', ' quadrillion', ' quintillion'];
const WHOLE_MAX = 10n ** BigInt(THOUSANDS.length * 3);

/**
 * An amount as a cheque says it, so that a slipped point is read before it is paid: `1234.5` USD is "one thousand two
 * hundred thirty-four and 50/100 US Dollars". Every digit is said: below the minor unit the fraction grows. Throws on
 * what is no decimal.
 */
export function amountInWords(amount: string, currency: string): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(amount);
  if (match === null) throw new Error(`"${amount}" is no decimal; "12.34" would be right`);
  const [, sign = '', whole = '', fraction = ''] = match;
  const minor =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  const digits = fraction.replace(/0+$/, '').padEnd(minor, '0');
  const cents = digits === '' ? '' : ` and ${digits}/1${'0'.repeat(digits.length)}`;
  return `${sign === '' ? '' : 'minus '}${wholeInWords(BigInt(whole))}${cents} ${currencyName(currency)}`;
}

function wholeInWords(whole: bigint): string {
  if (whole === 0n) return 'zero';
  // Nobody pays in sextillions; digits say such a number better than words.
  if (whole >= WHOLE_MAX) return String(whole);
  const groups: string[] = [];
  for (let rest = whole, rank = 0; rest > 0n; rest /= 1000n, rank += 1) {
    const group = Number(rest % 1000n);
    if (group > 0) groups.unshift(`${groupInWords(group)}${THOUSANDS[rank]}`);
  }
  return groups.join(' ');
}

/** 1 to 999. */
function groupInWords(group: number): string {
  const [hundreds, rest] = [Math.trunc(group / 100), group % 100];
  const head = hundreds === 0 ? [] : [`${ONES[hundreds]} hundred`];
  if (rest === 0) return head.join(' ');
  if (rest < 20) return [...head, ONES[rest]].join(' ');
  const unit = rest % 10;
  return [...head, `${TENS[Math.trunc(rest / 10)]}${unit === 0 ? '' : `-${ONES[unit]}`}`].join(' ');
}

function currencyName(currency: string): string {
  const name = new Intl.DisplayNames('en', { type: 'currency' }).of(currency) ?? currency;
  return name === currency ? currency : `${name}s`.replace(/([sy])s$/, (_, last) => (last === 's' ? 's' : 'ys'));
}
