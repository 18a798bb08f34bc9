const MILLISECONDS_PER_DAY = 86_400_000;

/**
 * The decimal that a numeric cell stands for, from its XML text. Spreadsheet programs compute in doubles and write 17
 * digits, so 9.1 may stand there as `9.0999999999999996`: a text of more than 15 digits that is only the binary
 * spelling of a number of at most 15 is that number (docs/adr/workbook-numbers.md). Everything else is kept as it is.
 */
export function numberText(raw: string): string {
  const text = raw.trim();
  if (digitCount(text) <= 15) return text;
  const shortest = String(Number(text));
  return digitCount(shortest) <= 15 ? shortest : text;
}

/** A serial day as `YYYY-MM-DD`, with ` hh:mm:ss` when it has a time; the text itself when it is no plausible day. */
export function dateText(raw: string, isFrom1904: boolean): string {
  const serial = Number(raw);
  if (!Number.isFinite(serial) || serial < 1 || serial > 2_958_465) return raw;
  const epoch = isFrom1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  const iso = new Date(epoch + Math.round((serial * MILLISECONDS_PER_DAY) / 1000) * 1000).toISOString();
  return Number.isInteger(serial) ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 19)}`;
}

/** 0 for `A1`, 27 for `AB7`. */
export function columnOf(reference: string): number {
  let column = 0;
  for (let at = 0; at < reference.length; at += 1) {
    const code = reference.charCodeAt(at);
    if (code < 65 || code > 90) break;
    column = column * 26 + (code - 64);
  }
  return column - 1;
}

const digitCount = (text: string) => (/^-?0*\.?0*([\d.]*)/.exec(text)?.[1] ?? '').replace('.', '').length;
