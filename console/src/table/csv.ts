const NUMBER = /^-?\d+(\.\d+)?$/;
/** What makes a spreadsheet read a cell as a formula; full-width forms too, which some of them take for the same. */
const FORMULA_START = /^\s*[=+\-@\t\r\n＝＋－＠|%]/;

/**
 * Rows as CSV (RFC 4180) that a spreadsheet shows and never runs: a cell that would begin a formula gets an apostrophe in
 * front, a plain number stays a number. Without a header it is the next part of a file that has one.
 */
export function csvText(header: readonly string[] | undefined, rows: readonly (readonly string[])[]): string {
  const lines = [...(header === undefined ? [] : [header]), ...rows].map((cells) =>
    cells.map((cell) => quoted(neutralised(cell))).join(','),
  );
  return lines.map((line) => `${line}\r\n`).join('');
}

/** The cell, made harmless. */
export function neutralised(cell: string): string {
  return FORMULA_START.test(cell) && !NUMBER.test(cell) ? `'${cell}` : cell;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
