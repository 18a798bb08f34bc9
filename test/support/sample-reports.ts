import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { samplesFolder } from '#test/support/samples-folder';

/** Real reports that nobody here wrote, with control totals; kept beside the project, never in it. */
const reportsFolder = join(samplesFolder, 'sales-reports');

export const hasSamples = existsSync(reportsFolder);

export interface ControlTotalOfSample {
  readonly file: string;
  /** Rows whose amount can be read. */
  readonly rows: number;
  /** The sum over those rows, as the README of the samples writes it. */
  readonly sum: string;
}

/** The table "Control totals" of the samples' README. */
export function sampleControlTotals(): ControlTotalOfSample[] {
  const text = readFileSync(join(reportsFolder, 'README.md'), 'utf8');
  const table = text.slice(text.indexOf('## Control totals'));
  return table
    .split('\n')
    .filter((line) => line.startsWith('| ') && !line.startsWith('| file |'))
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .map(([, file = '', , rows = '', sum = '']) => ({ file, rows: Number(rows), sum }));
}

export function readSample(file: string): Uint8Array {
  return readFileSync(join(reportsFolder, file));
}

/** Whose report it is, by the first words of its file name. */
export function providerOfSample(file: string): string {
  const provider = PROVIDERS.find(([prefix]) => file.startsWith(prefix))?.[1];
  if (provider === undefined) throw new Error(`No provider is known for the sample ${file}; name one here`);
  return provider;
}

const PROVIDERS: readonly (readonly [prefix: string, provider: string])[] = [
  ['apple_music', 'apple-music'],
  ['apple_itunes', 'itunes'],
  ['apple_financial', 'itunes'],
  ['distrokid', 'distrokid'],
  ['tunecore', 'tunecore'],
  ['cdbaby', 'cd-baby'],
  ['bandcamp', 'bandcamp'],
  ['fuga_cargo', 'cargo'],
  ['symphonic', 'symphonic'],
  ['beatport', 'beatport'],
  ['sdsdigital', 'secretly'],
  ['label_statement', 'label-statement'],
  ['publishing', 'publishing'],
  ['orchard', 'orchard'],
];
