import { csvText } from '#console/table/csv.ts';

/** Hands the rows to the browser as a file; the byte order mark tells spreadsheets that it is UTF-8. */
export function downloadCsv(fileName: string, header: readonly string[], rows: readonly (readonly string[])[]): void {
  const blob = new Blob(['\uFEFF', csvText(header, rows)], { type: 'text/csv;charset=utf-8' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = fileName;
  link.click();
  URL.revokeObjectURL(link.href);
}
