/** Whether an ISWC such as `T-034.524.680-1` has its check digit: 1 + Σ place × digit, a multiple of 10 with it. */
export function hasIswcCheckDigit(text: string): boolean {
  const compact = text.replaceAll(/[\s.-]/g, '').toUpperCase();
  if (!/^T\d{10}$/.test(compact)) return false;
  const digits = digitsOf(compact.slice(1));
  const weighted = digits.slice(0, 9).reduce((sum, digit, index) => sum + digit * (index + 1), 1);
  return (weighted + (digits[9] ?? 0)) % 10 === 0;
}

/** Whether an ISNI of 16 places, the last one maybe `X`, has its check digit (ISO 7064, mod 11-2). */
export function hasIsniCheckDigit(text: string): boolean {
  const compact = text.replaceAll(/[\s-]/g, '').toUpperCase();
  if (!/^\d{15}[\dX]$/.test(compact)) return false;
  const sum = digitsOf(compact.slice(0, 15)).reduce((total, digit) => ((total + digit) * 2) % 11, 0);
  const check = (12 - sum) % 11;
  return compact.at(-1) === (check === 10 ? 'X' : String(check));
}

/** Whether an IPI name number of 11 digits has its two check digits: weights 10 … 2, mod 101. */
export function hasIpiCheckDigits(text: string): boolean {
  const compact = text.replaceAll(/[\s.-]/g, '');
  if (!/^\d{11}$/.test(compact)) return false;
  const weighted = digitsOf(compact.slice(0, 9)).reduce((sum, digit, index) => sum + digit * (10 - index), 0);
  const check = ((101 - (weighted % 101)) % 101) % 100;
  return Number(compact.slice(9)) === check;
}

function digitsOf(text: string): readonly number[] {
  return Array.from(text, Number);
}
