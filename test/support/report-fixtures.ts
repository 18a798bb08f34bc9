import { gzipSync } from 'node:zlib';
import {
  apple,
  appleMusic,
  appleMusicRow,
  appleRow,
  bandcamp17,
  bandcamp52,
  bandcampRow,
  bandcampSale,
  beatport,
  beatportRow,
  believe,
  believeRow,
  cargo,
  cargo33,
  cargo33Row,
  cargoRow,
  cdBaby,
  cdBabyRow,
  distrokid,
  fuga31,
  fugaRow,
  labelStatement,
  orchard,
  orchardRow,
  secretly,
  secretlyRow,
  symphonic,
  symphonicRow,
  tunecore,
  tunecoreRow,
} from '#test/support/fixture-layouts';
import { cells, table, tsv, utf16 } from '#test/support/fixture-tables';
import { FIXTURE_TRACKS, T1, T2, T3, T4, T5, T6 } from '#test/support/fixture-tracks';
import { workbookOf, zipOf } from '#test/support/report-archives';

/**
 * Small reports in the providers' layouts. Every title, name, identifier and amount in them is invented.
 * `npx node test/fixtures/reports/make.ts` writes them with a README of their control totals.
 */
export interface ReportFixture {
  readonly file: string;
  readonly provider: string;
  readonly column: string;
  /** The payable column of every row that has an amount, as written in plain form. */
  readonly amounts: readonly string[];
  readonly note: string;
  readonly content: () => Promise<Uint8Array> | Uint8Array;
}

/** The fixtures, by file name. */
export const REPORT_FIXTURES: readonly ReportFixture[] = [
  {
    file: 'distrokid.tsv',
    provider: 'distrokid',
    column: 'Earnings (USD)',
    amounts: ['0.00314159', '0.0271828182845904523536028747', '1', '0.5', '-0.25', '0.00000042'],
    note: 'USD; 28 decimals, a negative row',
    content: () =>
      Buffer.from(distrokid(['0.00314159', '.0271828182845904523536028747', '1', '0.5', '-0.25', '4.2E-7'])),
  },
  {
    file: 'distrokid.tsv.gz',
    provider: 'distrokid',
    column: 'Earnings (USD)',
    amounts: ['0.1', '0.2'],
    note: 'gzip',
    content: () => gzipSync(distrokid(['0.1', '0.2'])),
  },
  {
    file: 'tunecore.csv',
    provider: 'tunecore',
    column: 'Total Earned',
    amounts: ['0.0271', '0.0542'],
    note: 'GBP',
    content: () => Buffer.from(table([tunecore, tunecoreRow(T1, '0.0271'), tunecoreRow(T4, '0.0542')], ',', '\r\n')),
  },
  {
    file: 'cd_baby.txt',
    provider: 'cd-baby',
    column: 'Subtotal',
    amounts: ['0.0998269974', '0.0500000000'],
    note: 'USD implied; lower-case ISRC, an empty last column',
    content: () => Buffer.from(tsv([cdBaby, cdBabyRow(T2, '0.0998269974'), cdBabyRow(T3, '0.0500000000')])),
  },
  {
    file: 'bandcamp_short.csv',
    provider: 'bandcamp',
    column: 'net amount',
    amounts: ['6.22', '0.85'],
    note: 'matched by title and artist',
    content: () =>
      Buffer.from(
        table([
          bandcamp17,
          bandcampRow(bandcampSale(T1, 'track', '6.22'), bandcamp17),
          bandcampRow(bandcampSale(T3, 'album', '0.85'), bandcamp17),
        ]),
      ),
  },
  {
    file: 'bandcamp_raw_utf16.csv',
    provider: 'bandcamp',
    column: 'net amount',
    amounts: ['8.48', '12.39', '-8.48'],
    note: 'UTF-16LE; a refund, and a payout that is no revenue and has no amount',
    content: () =>
      utf16(
        table([
          bandcamp52,
          ...[
            bandcampSale(T5, 'track', '8.48'),
            bandcampSale(T3, 'album', '12.39'),
            { date: '4/6/25 6:02pm', 'item type': 'payout', currency: 'USD' },
            bandcampSale(T3, 'refund', '-8.48'),
          ].map((sale) => bandcampRow(sale, bandcamp52)),
        ]),
      ),
  },
  {
    file: 'apple_music_S1_AU.txt',
    provider: 'apple-music',
    column: 'Net Royalty Total',
    amounts: ['0.021330', '0.042660'],
    note: 'AUD in the preamble; fiscal month',
    content: () =>
      Buffer.from(
        tsv([
          ['Start Date', '03/30/2025'],
          ['End Date', '04/26/2025'],
          ['Report Type', 'Apple Music'],
          ['Currency', 'AUD'],
          appleMusic,
          appleMusicRow(T4, '.021330'),
          appleMusicRow(T6, '.042660'),
        ]),
      ),
  },
  {
    file: 'itunes_0425_EU.txt',
    provider: 'itunes',
    column: 'Extended Partner Share',
    amounts: ['2.58', '-0.70', '0.00'],
    note: 'EUR; the footer’s units (5) differ from the rows’ (3) and only warn',
    content: () =>
      Buffer.from(
        tsv([
          apple,
          appleRow(T1, '2', '1.29', '2.58', 'S'),
          appleRow(T3, '-1', '0.70', '-0.70', 'R'),
          appleRow(T5, '2', '0.00', '0.00', 'S'),
          ['Total_Rows', '3'],
          ['Total_Amount', '1.88'],
          ['Total_Units', '5'],
        ]),
      ),
  },
  {
    file: 'beatport_2025Q2.csv',
    provider: 'beatport',
    column: 'NET_TOTAL',
    amounts: ['0.89', '1.60', '-0.86'],
    note: 'a release without ISRC, a Void row',
    content: () =>
      Buffer.from(
        table([
          beatport,
          beatportRow(T3, false, ['0.98', '0.0000000000', '0.09', '0.89'], 'Sale'),
          beatportRow(T3, true, ['1.22', '0.3800000000', '0.00', '1.60'], 'Sale'),
          beatportRow(T4, false, ['-0.48', '-0.3800000000', '0.00', '-0.86'], 'Void'),
        ]),
      ),
  },
  {
    file: 'symphonic_2025-06.csv',
    provider: 'symphonic',
    column: 'Royalty ($US)',
    amounts: ['0.196875', '-0.062356'],
    note: 'a clawback with count 0',
    content: () =>
      Buffer.from(
        table([symphonic, symphonicRow(T1, 'Sale', '57', '0.196875'), symphonicRow(T1, 'Void', '0', '-0.062356')]),
      ),
  },
  {
    file: 'fuga.csv',
    provider: 'fuga',
    column: 'Reported Royalty',
    amounts: ['0.00139510587933175', '2.5'],
    note: 'an asset row and a product row',
    content: () => Buffer.from(table([fuga31, fugaRow(T5, true, '0.00139510587933175'), fugaRow(T3, false, '2.5')])),
  },
  {
    file: 'cargo_digital.zip',
    provider: 'cargo',
    column: 'Reported Royalty',
    amounts: ['0.00151223116416448', '0.00123734550917047'],
    note: 'zip',
    content: () =>
      zipOf({
        name: 'royalty.csv',
        content: Buffer.from(
          table([cargo33, cargo33Row(T3, '0.00151223116416448'), cargo33Row(T4, '0.00123734550917047')]),
        ),
      }),
  },
  {
    file: 'cargo_physical.xlsx',
    provider: 'cargo',
    column: 'Net after fee',
    amounts: ['7.28', '-7.6', '4.1'],
    note: 'workbook; UPC stored as a number, a return',
    content: async () =>
      await workbookOf({
        name: '77_2025_Q1',
        rows: [cargo, cargoRow(T3, 1, 9.1, 7.28), cargoRow(T3, -1, -9.5, -7.6), cargoRow(T1, 1, 5.125, 4.1)],
      }),
  },
  {
    file: 'secretly.csv',
    provider: 'secretly',
    column: 'Label Net Total',
    amounts: ['0.01093420044805', '0.02186840089695'],
    note: 'period in the last column',
    content: () =>
      Buffer.from(
        table([
          secretly,
          secretlyRow(T6, '0.012863765233', '0.00192956478495', '0.01093420044805'),
          secretlyRow(T2, '0.025727530467', '0.00385912957005', '0.02186840089695'),
        ]),
      ),
  },
  {
    file: 'orchard.tsv',
    provider: 'orchard',
    column: 'Label Share Net Receipts',
    amounts: ['0.258066'],
    note: 'as The Orchard delivers it',
    content: () => Buffer.from(tsv([orchard, orchardRow(T3, '0.258066')])),
  },
  {
    file: 'orchard_resaved.csv',
    provider: 'orchard',
    column: 'Label Share Net Receipts',
    amounts: ['1234.5', '-0.258066'],
    note: 'semicolons, decimal commas, a rounded UPC',
    content: () => Buffer.from(table([orchard, orchardRow(T1, '1.234,5'), orchardRow(T4, '-0,258066')], ';')),
  },
  {
    file: 'label_statement.csv',
    provider: 'label-statement',
    column: 'Net',
    amounts: ['0.000000000000000000', '4.000000000000000000'],
    note: 'zero as 0E-18; matched by title',
    content: () =>
      Buffer.from(
        table(
          [
            labelStatement,
            [
              '2025-04-01',
              'sds',
              'X1',
              T3.release,
              'v',
              T3.title,
              '1',
              '0E-18',
              'YouTube',
              '',
              '',
              'Unknown',
              'video',
              'digital',
            ],
            [
              '2025-04-01',
              'bandcamp',
              'X1',
              T3.release,
              'v',
              '',
              '1',
              '4.000000000000000000',
              '',
              '',
              '',
              'GB',
              'album',
              'digital',
            ],
          ],
          ',',
          '\r\n',
        ),
      ),
  },
  {
    file: 'believe.csv',
    provider: 'believe',
    column: 'Net Revenue',
    amounts: ['1234.5', '0.8'],
    note: 'no-break space between thousands',
    content: () => Buffer.from(table([believe, believeRow(T1, '1\u00a0234.5'), believeRow(T5, '0.8')], ';')),
  },
];

/** The fixtures' catalogue, holders and plans, as drops. */
export const FIXTURE_DROPS = {
  'catalog.csv': table([
    cells('isrc|title|artist|release_id|release_title|upc|release_type|label|owner_id'),
    ...FIXTURE_TRACKS.map((t) => [t.isrc, t.title, t.artist, t.releaseId, t.release, t.upc, t.type, t.label, t.owner]),
  ]),
  'holders.csv': table([
    cells('holder_id|name|kind|currency|country|commission_rate|plan|payout_method|payout_threshold'),
    ['FH1', 'Mara Quill', 'artist', 'USD', 'US', '0.10', '', 'sepa', '25'],
    ['FH2', 'Foundry Lane Ltd', 'label', 'GBP', 'GB', '', 'standard', 'sepa', '25'],
    ['FH3', 'Öre & Søn', 'artist', 'EUR', 'DE', '0', '', 'sepa', '25'],
  ]),
  'plans.csv': 'plan,commission_rate\nstandard,0.15\n',
} as const;
