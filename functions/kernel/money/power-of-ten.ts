const POWERS: readonly bigint[] = Array.from({ length: 96 }, (_, exponent) => 10n ** BigInt(exponent));

/** `10^exponent` for a non-negative integer exponent; small ones come from a table, since money asks for them per row. */
export function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}
