const VALUES_MAX = 20_000;

/**
 * Remembers the answers for values that repeat from row to row (currencies, stores, dates). Bounded: beyond so many
 * distinct values it computes again, so memory stays flat whatever the file.
 */
export function memo<Value>(compute: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = compute(text);
    if (known.size < VALUES_MAX) known.set(text, value);
    return value;
  };
}
