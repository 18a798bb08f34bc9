const FIRST_SURROGATE = 0xd800;
const FIRST_AFTER_SURROGATES = 0xe000;

/** Places surrogate halves after every other unit, as the code points that they spell are. */
function rankOf(unit: number): number {
  if (unit >= FIRST_AFTER_SURROGATES) return unit - 0x800;
  return unit >= FIRST_SURROGATE ? unit + 0x2000 : unit;
}

/**
 * Orders two well-formed strings as their UTF-8 bytes are ordered: below zero, zero or above, like `Array.sort` wants.
 * The comparison of JavaScript goes by UTF-16 unit and disagrees above U+FFFF; a tie must break alike in SQL (R16).
 */
export function compareUtf8(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const difference = left.charCodeAt(index) - right.charCodeAt(index);
    if (difference !== 0) return rankOf(left.charCodeAt(index)) - rankOf(right.charCodeAt(index));
  }
  return left.length - right.length;
}
