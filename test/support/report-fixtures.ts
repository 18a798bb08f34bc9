import { gzipSync } from 'node:zlib';
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

interface Track {
  readonly isrc: string;
  readonly title: string;
  readonly artist: string;
  readonly release: string;
  readonly releaseId: string;
  readonly upc: string;
  readonly type: 'artist' | 'label';
  readonly label: string;
  readonly owner: string;
}

const track = (
  number: number,
  title: string,
  artist: string,
  release: readonly [string, string, string, 'artist' | 'label'],
  label: string,
  owner: string,
): Track => ({
  isrc: `ZZPW12500${String(number).padStart(3, '0')}`,
  title,
  artist,
  release: release[0],
  releaseId: release[1],
  upc: release[2],
  type: release[3],
  label,
  owner,
});

const TIDEPOOL = ['Tidepool', 'FR1', '036000291452', 'artist'] as const;
const COPPER = ['Copper Hour', 'FR2', '4006381333931', 'label'] as const;
const WINTER = ['Winterkarussell', 'FR3', '042100005264', 'artist'] as const;

/** The tracks of the fixtures' catalogue. */
export const FIXTURE_TRACKS: readonly Track[] = [
  track(1, 'Low Water', 'Mara Quill', TIDEPOOL, 'Quillworks', 'FH1'),
  track(2, 'Salt, Stone & Sky', 'Mara Quill', TIDEPOOL, 'Quillworks', 'FH1'),
  track(3, 'Minute Hand', 'The Brass Eels', COPPER, 'Foundry Lane', 'FH2'),
  track(4, 'Half "Past" Nine', 'The Brass Eels', COPPER, 'Foundry Lane', 'FH2'),
  track(5, 'Käferlied', 'Öre & Søn', WINTER, '', 'FH3'),
  track(6, 'Schneeʼs End', 'Öre & Søn', WINTER, '', 'FH3'),
];

const [T1, T2, T3, T4, T5, T6] = FIXTURE_TRACKS as readonly [Track, Track, Track, Track, Track, Track];
const quoted = (cell: string) => (/[",\n;]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
const table = (rows: readonly (readonly string[])[], delimiter = ',', lineBreak = '\n', isQuoted = true) =>
  `${rows.map((cells) => cells.map((cell) => (isQuoted ? quoted(cell) : cell)).join(delimiter)).join(lineBreak)}${lineBreak}`;
const tsv = (rows: readonly (readonly string[])[]) => table(rows, '\t', '\r\n', false);
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');

const distrokid = (amounts: readonly string[]) =>
  tsv([
    'Reporting Date,Sale Month,Store,Artist,Title,ISRC,UPC,Quantity,Team Percentage,Song/Album,Country of Sale,Songwriter Royalties Withheld,Earnings (USD)'.split(
      ',',
    ),
    ...amounts.map((amount, at) => {
      const { artist, title, isrc, upc } = FIXTURE_TRACKS[at % 6] ?? T1;
      return [
        '2025-06-02',
        '2025-04',
        at % 2 ? 'Deezer' : 'Spotify',
        artist,
        title,
        isrc,
        upc,
        String(at + 1),
        '100',
        'Song',
        at % 2 ? 'DE' : 'US',
        '0',
        amount,
      ];
    }),
  ]);

const apple =
  'Start Date|End Date|UPC|ISRC/ISBN|Vendor Identifier|Quantity|Partner Share|Extended Partner Share|Partner Share Currency|Sales or Return|Apple Identifier|Artist/Show/Developer/Author|Title|Label/Studio/Network/Developer/Publisher|Grid|Product Type Identifier|ISAN/Other Identifier|Country Of Sale|Pre-order Flag|Promo Code|Customer Price|Customer Currency'.split(
    '|',
  );
const appleRow = (t: Track, units: string, price: string, total: string, kind: string) => [
  '03/30/2025',
  '04/26/2025',
  '',
  t.isrc,
  t.isrc,
  units,
  price,
  total,
  'EUR',
  kind,
  '900000001',
  t.artist,
  t.title,
  t.label,
  '',
  'H',
  '',
  'DE',
  '',
  '',
  '1.29',
  'EUR',
];

const cargo =
  'Period|Catalogue No.|Label|Label ID|Sold To|Cinram V Sage V Cost|Domestic v Export|Sale / Cost|Type / Cost Reason|Country|Artist / Invoice Ref|Title / More info|UPC on report|Format|Net Qty|Gross value|Cost|Storage Costs|Distribution fee|Net after fee'.split(
    '|',
  );
const cargoRow = (t: Track, units: number, gross: number, net: number) => [
  '2025_01',
  `${t.releaseId}LP`,
  t.label,
  77,
  'HARBOUR RECORDS',
  'Sage',
  'Domestic',
  'Sale',
  'Store',
  'UK',
  t.artist,
  t.release,
  Number(t.upc),
  'VL',
  units,
  gross,
  null,
  null,
  0.8,
  net,
];

const fuga31 =
  'Sale Start date,Sale End date,DSP,Sale Store Name,Sale Type,Sale User Type,Territory,Product UPC,Product Reference,Product Catalog Number,Product Label,Product Artist,Product Title,Asset Artist,Asset Title,Asset Version,Asset Duration,Asset ISRC,Asset Reference,Asset/Product,Product Quantity,Asset Quantity,Original Gross Income,Original currency,Exchange Rate,Converted Gross Income,Contract deal term,Reported Royalty,Currency,Report Run ID,Report ID'.split(
    ',',
  );
const fugaRow = (t: Track, isAsset: boolean, royalty: string) => [
  '2025-04-01',
  '2025-04-30',
  'Tidal',
  'Tidal',
  isAsset ? 'Streaming' : 'Download',
  'Premium',
  'NL',
  t.upc,
  '',
  '',
  t.label,
  t.artist,
  t.release,
  isAsset ? t.artist : '',
  isAsset ? t.title : '',
  '',
  '',
  isAsset ? t.isrc : '',
  '',
  isAsset ? 'Asset' : 'Product',
  isAsset ? '' : '1',
  isAsset ? '40' : '',
  '1',
  'USD',
  '0.9',
  '0.9',
  '85%',
  royalty,
  'EUR',
  '1',
  '1',
];

const cargo33 =
  'Royalty ID,Asset ISRC,Asset Title,Asset Version,Asset Artist,Asset Duration,Sale net receipts calculation,Sale net receipts,Contract deal term,Contract Reference,Reported Royalty,Asset/Product,Territory,Quantity,Sale Type,Sale User Type,Sale Start date,Sale End date,Sale Store Name,DSP,Royalty Calculation Base,Product Reference,Asset Reference,Product Share,Asset Share,Exchange Rate,Currency,Product Title,Product Artist,Product UPC,Product Catalog Number,Product Label,Sale ID'.split(
    ',',
  );
const cargo33Row = (t: Track, royalty: string) => [
  '1',
  t.isrc,
  t.title,
  '',
  t.artist,
  '170',
  '£0.5 × 100% of sale = £',
  '0.5',
  '85%',
  t.label,
  royalty,
  'Asset',
  'GB',
  '1',
  'Streaming',
  'Family plan',
  '2025-04-01',
  '2025-04-30',
  'Spotify',
  'Spotify',
  'royalty',
  '',
  '',
  '1',
  '1',
  '0.985',
  'GBP',
  t.release,
  t.artist,
  t.upc,
  'X1',
  t.label,
  '9',
];

const bandcamp17 =
  'date,paid to,item type,item name,artist,currency,item price,quantity,discount code,sub total,transaction fee,fee type,item total,amount you received,bandcamp transaction id,paypal transaction id,net amount'.split(
    ',',
  );
const bandcamp52 =
  'date,paid to,item type,item name,artist,currency,item price,quantity,discount code,sub total,tax,shipping,ship from country name,transaction fee,fee type,item total,amount you received,bandcamp transaction id,paypal transaction id,assessed revenue share,collected revenue share,balance of revenue share,change to payout balance,payout balance,net amount,package,option,item url,sku,catalog number,upc,isrc,buyer name,buyer email,buyer phone,buyer note,ship to name,ship to street,ship to street 2,ship to city,ship to state,ship to zip,ship to country,ship to country code,ship date,ship notes,country,country code,region/state,city,referrer,referrer url'.split(
    ',',
  );
const bandcampRow = (cells: Readonly<Record<string, string>>, header: readonly string[]) =>
  header.map((name) => cells[name] ?? '');
const bandcampSale = (t: Track, type: string, net: string) => ({
  date: '4/5/25 5:45pm',
  'paid to': 'Bandcamp',
  'item type': type,
  'item name': type === 'track' ? t.title : t.release,
  artist: t.artist,
  currency: 'USD',
  quantity: type === 'refund' ? '-1' : '1',
  'net amount': net,
  upc: type === 'track' ? '' : t.upc,
  isrc: type === 'track' ? t.isrc : '',
  country: 'Spain',
  'country code': 'ES',
});

const symphonic =
  'Reporting Period,Label,Release Name,Release Version,Release Artists,UPC Code,Catalogue,Track Title,Mix Version,ISRC Code,Track Artists,Digital Service Provider,Activity Period,Territory,Delivery,Content Type,Sale or Void,Count,Royalty ($US)'.split(
    ',',
  );
const symphonicRow = (t: Track, kind: string, count: string, amount: string) => [
  'JUN-25',
  t.label,
  t.release,
  '',
  t.artist,
  t.upc,
  'X',
  t.title,
  '',
  t.isrc,
  t.artist,
  'Spotify',
  'April 2025',
  'DEU',
  'Streaming',
  'Single',
  kind,
  count,
  amount,
];

const beatport =
  'PRODUCT_UPC,PRODUCT_CATALOGUE_NUMBER,TRACK_ISRC_CODE,TRACK_ID,LABEL,RELEASE,TRACK_TITLE,TRACK_ARTIST,REMIXER_NAME,REMIX,TERRITORY,PURCHASE_STATUS,FORMAT,DELIVERY,TRANSACTION_DATE,CONTENT_TYPE,TRACK_COUNT,GROSS_CONTENT_REVENUE,GROSS_WAV_REVENUE,PAID_PRICE,NET_CONTENT_REVENUE,NET_WAV_REVENUE,MECHANICAL_WITHHOLDING,US_TAX_WITHHOLDING,WITHHELD_AMOUNT,US_TAX_WITHHOLDING_PERCENT,US_TAX_WITHHOLDING_COMPLIANCY_STATUS,NET_TOTAL,SALE_TYPE'.split(
    ',',
  );
const beatportRow = (t: Track, isRelease: boolean, money: readonly [string, string, string, string], kind: string) => [
  '',
  'X1',
  isRelease ? '' : t.isrc,
  '',
  t.label,
  t.release,
  isRelease ? '' : t.title,
  t.artist,
  '',
  '',
  'NLD',
  'Classic',
  'wav',
  'download',
  '2025-04-28',
  isRelease ? 'release' : 'single',
  '1',
  money[0],
  '0.00',
  money[0],
  money[0],
  money[1],
  '0.00',
  '0.00',
  money[2],
  '0.0000',
  '1',
  money[3],
  kind,
];

const secretly =
  'Internal Invoice Number,Customer,Catalog Number,Title_Description,UPC,Product ID,Artist,Product Title,Digital Service Provider_Subdescription,Country Code,Transaction Type,Quantity,Gross Unit Price,Total Gross Income,Distribution Fee Total,Label Net Unit Price,Label Net Total,datePaidlast,dateProcessedlast,Flag for mech obligation,Flag for Radio_Performance Royalty Exclusion,internal serial number,Label,invoice_description'.split(
    ',',
  );
const secretlyRow = (t: Track, gross: string, fee: string, net: string) => [
  '1',
  'Tide AS',
  'X1',
  t.release,
  t.upc,
  t.isrc,
  t.artist,
  t.title,
  'Tidal',
  'US',
  'Stream',
  '1',
  gross,
  gross,
  fee,
  net,
  net,
  '6/3/2025',
  '6/30/2025',
  '0',
  '0',
  '1',
  t.label,
  '2025.04 Streams',
];

const orchard =
  "Period;Activity Period;DMS;Territory;Orchard UPC;Manufacturer's UPC;Label Catalog #;Imprint Label;Artist Name;Release Name;Track Name;ISRC;Volume;Track #;Quantity;Trans Type;Label Share Net Receipts;Preferred Currency".split(
    ';',
  );
const orchardRow = (t: Track, amount: string) => [
  '2025M5',
  '2025M4',
  'YouTube',
  'Spain',
  '191774000000',
  '',
  'X1',
  t.label,
  t.artist,
  t.release,
  t.title,
  t.isrc,
  '1',
  '1',
  '599',
  'AV',
  amount,
  'EUR',
];

const tunecore =
  'Sales Period,Posted Date,Store Name,Country Of Sale,Artist,Release Type,Release Title,Song Title,Label,UPC,Optional UPC,TC Song ID,Optional ISRC,Sales Type,# Units Sold,Per Unit Price,Net Sales,Net Sales Currency,Exchange Rate,Total Earned,Currency'.split(
    ',',
  );
const tunecoreRow = (t: Track, amount: string) => [
  '2025-04-01',
  '2025-06-01',
  'Pandora',
  'GB',
  t.artist,
  'Song',
  t.release,
  t.title,
  t.label,
  t.upc,
  '',
  '123',
  t.isrc,
  'Streaming',
  '3',
  '0.01',
  '0.03',
  'USD',
  '0.79',
  amount,
  'GBP',
];

const cdBaby =
  'Report Date,Sales Date,Quantity,Price,Subtotal,Isrc,Barcode,CDBabySku,Album Name,Artist Name,Track Name,Partner Name,Transaction Type,Delivery Country,'.split(
    ',',
  );
const cdBabyRow = (t: Track, amount: string) => [
  '6/15/2025 12:00:00 AM',
  '4/30/2025 12:00:00 AM',
  '1',
  amount,
  amount,
  t.isrc.toLowerCase(),
  `"${t.upc}"`,
  'sku',
  t.release,
  t.artist,
  t.title.replaceAll('"', '""').replace(/^(.*"".*)$/, '"$1"'),
  'Amazon Prime IN',
  'Stream',
  'IN',
  '',
];

const appleMusic =
  'Storefront Name,Apple Identifier,Membership Type,Quantity,Net Royalty,Net Royalty Total,ISRC,Item_Title,Item_Artist,Item Type,Media Type,Vendor Identifier,Offline Indicator,Label/Studio/Network,Grid'.split(
    ',',
  );
const appleMusicRow = (t: Track, amount: string) => [
  'AU',
  '9',
  'Individual',
  '1',
  amount,
  amount,
  t.isrc,
  t.title,
  t.artist,
  '1',
  '1',
  t.isrc,
  '0',
  t.label,
  '',
];

const labelStatement =
  'date,distributor,Catalog Number,Catalog Name,Version Number,Track Name,Quantity,Net,Customer,City,Region,Country,Type,Medium'.split(
    ',',
  );
const believe =
  'Reporting month;Sales Month;Platform;Country / Region;Label Name;Artist Name;Release title;Track title;UPC;ISRC;Release Catalog nb;Streaming Subscription Type;Release type;Sales Type;Quantity;Client Payment Currency;Unit Price;Mechanical Fee;Gross Revenue;Client share rate;Net Revenue'.split(
    ';',
  );
const believeRow = (t: Track, amount: string) => [
  '2025/06/01',
  '2025/04/01',
  'Deezer',
  'Germany',
  t.label,
  t.artist,
  t.release,
  t.title,
  t.upc,
  t.isrc,
  'X',
  'Premium',
  'Album',
  'Streaming',
  '1',
  'EUR',
  '0.1',
  '0',
  '1',
  '0.8',
  amount,
];

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
          ].map((cells) => bandcampRow(cells, bandcamp52)),
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
    'isrc,title,artist,release_id,release_title,upc,release_type,label,owner_id'.split(','),
    ...FIXTURE_TRACKS.map((t) => [t.isrc, t.title, t.artist, t.releaseId, t.release, t.upc, t.type, t.label, t.owner]),
  ]),
  'holders.csv': table([
    'holder_id,name,kind,currency,country,commission_rate,plan,payout_method,payout_threshold'.split(','),
    ['FH1', 'Mara Quill', 'artist', 'USD', 'US', '0.10', '', 'sepa', '25'],
    ['FH2', 'Foundry Lane Ltd', 'label', 'GBP', 'GB', '', 'standard', 'sepa', '25'],
    ['FH3', 'Öre & Søn', 'artist', 'EUR', 'DE', '0', '', 'sepa', '25'],
  ]),
  'plans.csv': 'plan,commission_rate\nstandard,0.15\n',
} as const;
