const VALUES_MAX = 20_000;

/**
 * Remembers the answers for values that repeat from row to row (currencies, stores, dates). Bounded: beyond so many
 * distinct values it computes again, so memory stays flat whatever the file.
 */
export function memo<Value>(compute: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  let lastText: string | undefined;
  let lastValue: Value | undefined;
  return (text) => {
    // Most columns repeat the row above, and comparing is cheaper than looking up.
    if (text === lastText && lastValue !== undefined) return lastValue;
    let value = known.get(text);
    if (value === undefined) {
      value = compute(text);
      if (known.size < VALUES_MAX) known.set(text, value);
    }
    lastText = text;
    lastValue = value;
    return value;
  };
}
