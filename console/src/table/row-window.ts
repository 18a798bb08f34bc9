/** Rows of one height: where each of them stands is a multiplication, so a list costs the same whatever its length. */
export interface RowWindow {
  /** Rows `[first, end)` are drawn. */
  readonly first: number;
  readonly end: number;
  /** Pixels from the top of the list to row `first`. */
  readonly top: number;
  /** Pixels that the whole list is high. */
  readonly height: number;
}

/** Browsers lay out nothing higher than about 16.7 million pixels (Firefox) or 33.5 million (Chromium). */
const HEIGHT_MAX = 15_000_000;

/**
 * Which rows a list shows, with `overscan` more at either end. A list higher than a browser can lay out scrolls faster
 * than the finger, so that its last row is still reached. All lengths are in CSS pixels.
 */
export function rowWindow(input: {
  readonly scrollTop: number;
  readonly viewHeight: number;
  readonly rowHeight: number;
  readonly count: number;
  readonly overscan: number;
}): RowWindow {
  const { scrollTop, viewHeight, rowHeight, count, overscan } = input;
  const whole = count * rowHeight;
  const height = Math.min(whole, HEIGHT_MAX);
  const scrollable = Math.max(0, height - viewHeight);
  const place = Math.min(Math.max(0, scrollTop), scrollable);
  const offset = scrollable === 0 ? 0 : place * ((whole - viewHeight) / scrollable);
  const first = Math.max(0, Math.floor(offset / rowHeight) - overscan);
  const end = Math.min(count, Math.ceil((offset + viewHeight) / rowHeight) + overscan);
  return { first, end, top: first * rowHeight - offset + place, height };
}
