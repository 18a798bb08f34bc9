/** The cells of one row, written with bars between them; none of the fixtures’ values has one. */
export const cells = (text: string): readonly string[] => text.split('|');

export const quoted = (cell: string) => (/[",\n;]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
export const table = (rows: readonly (readonly string[])[], delimiter = ',', lineBreak = '\n', isQuoted = true) =>
  `${rows.map((row) => row.map((cell) => (isQuoted ? quoted(cell) : cell)).join(delimiter)).join(lineBreak)}${lineBreak}`;
export const tsv = (rows: readonly (readonly string[])[]) => table(rows, '\t', '\r\n', false);
export const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
