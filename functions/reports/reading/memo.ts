const VALUES_MAX = 20_000;

/** V8 copies a text of less than this; a longer one that is cut from another keeps the whole other one alive. */
const CUT_CHARACTERS_MIN = 13;

/** The same text by itself: what is kept for long must not keep the stretch of the file that it was cut from. */
export function ownText(text: string): string {
  return text.length < CUT_CHARACTERS_MIN ? text : (JSON.parse(JSON.stringify(text)) as string);
}

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
      const isKept = known.size < VALUES_MAX;
      const own = isKept ? ownText(text) : text;
      value = compute(own);
      if (isKept) known.set(own, value);
    }
    lastText = text;
    lastValue = value;
    return value;
  };
}
