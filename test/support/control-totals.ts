import { readFileSync } from 'node:fs';

/** A row of the table `Control totals` in a README of report files. */
export interface ControlTotalRow {
  readonly file: string;
  readonly rows: number;
  readonly sum: string;
}

/** The control totals that a folder's README states, by file. */
export function controlTotalsOf(readmePath: string): ControlTotalRow[] {
  const text = readFileSync(readmePath, 'utf8');
  const section = text.slice(text.indexOf('## Control totals'));
  return section
    .split('\n')
    .filter((line) => /^\| *\S+\.(?:csv|tsv|txt|xlsx|zip|gz)/.test(line))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, file = '', , rows = '', sum = '']) => ({ file, rows: Number(rows), sum }));
}
