import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareDecimals, parseDecimal } from '#kernel/money/decimal';
import { upcKey } from '#reports/identifiers/barcode';
import { releaseTitleKey, trackTitleKey } from '#reports/identifiers/track-key';
import { controlTotalsOf } from '#test/support/control-totals';
import { FIXTURE_TRACKS } from '#test/support/fixture-tracks';
import { mustRead } from '#test/support/read-report';
import { REPORT_FIXTURES } from '#test/support/report-fixtures';
import { samplesFolder } from '#test/support/samples-folder';
import { projectRoot } from '#test/support/source-files';

/** Real reports that are never committed; `SAMPLES_DIR` says where they are, else beside the project. */
const samples = join(samplesFolder, 'sales-reports');
const fixtures = join(projectRoot, 'test', 'fixtures', 'reports');

describe.each([
  ['our own fixtures', fixtures, 18],
  ['the real reports beside the project', samples, 20],
])('%s', (_, folder, filesMin) => {
  const isThere = existsSync(join(folder, 'README.md'));
  const controls = isThere ? controlTotalsOf(join(folder, 'README.md')) : [];
  const reports = isThere
    ? readdirSync(folder).filter((name) => !/README|\.ts$|^(catalog|holders|plans)\.csv$/.test(name))
    : [];

  it.skipIf(!isThere)('state control totals', () => {
    expect(controls.length).toBeGreaterThanOrEqual(filesMin);
  });

  it.skipIf(!isThere).each(controls)('$file shows its control total as totals.parsed', async ({ file, rows, sum }) => {
    const { summary } = await mustRead(join(folder, file));

    const [parsed, ...others] = summary.totals.parsed;
    expect(others).toEqual([]);
    expect(parsed?.rows).toBe(rows);
    expect(difference(parsed?.amount, sum), `${parsed?.amount} and ${sum}`).toBe(0);
  });

  it.skipIf(!isThere).each(reports)('%s is of a known layout and its own footers agree on amounts', async (file) => {
    const { summary } = await mustRead(join(folder, file));

    expect(summary.counts.data).toBeGreaterThan(0);
    expect(summary.fileErrors).toEqual([]);
  });
});

describe('the real reports that cannot be paid', () => {
  const only = (file: string) => join(samples, file);

  it.skipIf(!existsSync(samples))('name the true cause: a refund without an amount', async () => {
    const { summary } = await mustRead(only('bandcamp_utf16_full_refunds.csv'));

    expect(summary.counts).toMatchObject({ data: 44, withoutAmount: 7, filtered: { payout: 6 } });
    expect(summary.errorGroups).toMatchObject([
      { type: 'missing_amount', count: 1, examples: [{ line: 41, column: 'net amount' }] },
    ]);
  });

  it.skipIf(!existsSync(samples))('name the true cause: a currency that is none', async () => {
    const { summary } = await mustRead(only('publishing_statement_bad_rows.csv'));

    expect(summary.errorGroups).toMatchObject([{ type: 'unknown_currency', count: 6 }]);
    expect(summary.errorGroups[0]?.examples[0]).toMatchObject({ line: 2, value: 'Really' });
  });

  it.skipIf(!existsSync(samples))('say where a footer and the rows disagree on units, and only warn', async () => {
    const { summary } = await mustRead(only('apple_financial_45545510_0914_EU.txt'));

    expect(summary.warnings).toEqual(['line 10: Total_Units says 20, the rows add up to 19']);
  });
});

describe('our own fixtures', () => {
  it.each(REPORT_FIXTURES)(
    '$file has valid rows, each of a track of the fixtures’ catalogue',
    async ({ file, provider }) => {
      const { rows, mapping } = await mustRead(join(fixtures, file));

      expect(mapping.provider).toBe(provider);
      expect(rows.flatMap((row) => row.errors)).toEqual([]);
      for (const row of rows.filter((candidate) => candidate.payable))
        expect(isKnown(row), `line ${row.line}`).toBe(true);
    },
  );

  it.each(REPORT_FIXTURES.filter(({ file }) => !file.endsWith('.xlsx')))(
    '$file is as the script writes it',
    async ({ file, content }) => {
      expect(readFileSync(join(fixtures, file)).equals(await content())).toBe(true);
    },
  );
});

function isKnown({ isrc, upc, trackKey }: { isrc: string; upc: string; trackKey: string }): boolean {
  return FIXTURE_TRACKS.some(
    (track) =>
      track.isrc === isrc ||
      upcKey(track.upc) === upc ||
      [track.artist, ''].some((artist) =>
        [trackTitleKey(track.title, artist), releaseTitleKey(track.release, artist)].includes(trackKey),
      ),
  );
}

function difference(left: string | undefined, right: string): number | undefined {
  const [a, b] = [parseDecimal(left ?? ''), parseDecimal(right)];
  return a === undefined || b === undefined ? undefined : compareDecimals(a, b);
}
