import { csvText } from '#console/table/csv.ts';

/** Hands the rows to the browser as a file. */
export function downloadCsv(fileName: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  downloadText(fileName, [csvText(header, rows)]);
}

/** Hands the parts of a CSV to the browser as one file; the byte order mark tells spreadsheets that it is UTF-8. */
export function downloadText(fileName: string, parts: readonly string[]): void {
  const blob = new Blob(['\uFEFF', ...parts], { type: 'text/csv;charset=utf-8' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
