/** An ABA routing number: nine digits, of which the last checks the others. */
export type RoutingNumber = string & { readonly __brand: 'RoutingNumber' };

const WEIGHTS = [3, 7, 1, 3, 7, 1, 3, 7, 1] as const;
const FORM = /^\d{9}$/;

/** Reads a routing number; `undefined` when it has not nine digits or the weighted sum is no multiple of ten. */
export function parseRoutingNumber(text: string): RoutingNumber | undefined {
  const digits = text.trim();
  if (!FORM.test(digits) || digits === '000000000') return undefined;
  const sum = WEIGHTS.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return sum % 10 === 0 ? (digits as RoutingNumber) : undefined;
}
