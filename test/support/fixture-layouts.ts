import { cells, tsv } from '#test/support/fixture-tables';
import { FIXTURE_TRACKS, T1, type Track } from '#test/support/fixture-tracks';

export const distrokid = (amounts: readonly string[]) =>
  tsv([
    cells(
      'Reporting Date|Sale Month|Store|Artist|Title|ISRC|UPC|Quantity|Team Percentage|Song/Album|Country of Sale|Songwriter Royalties Withheld|Earnings (USD)',
    ),
    ...amounts.map((amount, at) => {
      const { artist, title, isrc, upc } = FIXTURE_TRACKS[at % 6] ?? T1;
      return cells(
        `2025-06-02|2025-04|${at % 2 ? 'Deezer' : 'Spotify'}|${artist}|${title}|${isrc}|${upc}|${String(at + 1)}|100|Song|${at % 2 ? 'DE' : 'US'}|0|${amount}`,
      );
    }),
  ]);

export const apple = cells(
  'Start Date|End Date|UPC|ISRC/ISBN|Vendor Identifier|Quantity|Partner Share|Extended Partner Share|Partner Share Currency|Sales or Return|Apple Identifier|Artist/Show/Developer/Author|Title|Label/Studio/Network/Developer/Publisher|Grid|Product Type Identifier|ISAN/Other Identifier|Country Of Sale|Pre-order Flag|Promo Code|Customer Price|Customer Currency',
);
export const appleRow = (t: Track, units: string, price: string, total: string, kind: string) =>
  cells(
    `03/30/2025|04/26/2025||${t.isrc}|${t.isrc}|${units}|${price}|${total}|EUR|${kind}|900000001|${t.artist}|${t.title}|${t.label}||H||DE|||1.29|EUR`,
  );

export const cargo = cells(
  'Period|Catalogue No.|Label|Label ID|Sold To|Cinram V Sage V Cost|Domestic v Export|Sale / Cost|Type / Cost Reason|Country|Artist / Invoice Ref|Title / More info|UPC on report|Format|Net Qty|Gross value|Cost|Storage Costs|Distribution fee|Net after fee',
);
export const cargoRow = (t: Track, units: number, gross: number, net: number) => [
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

export const fuga31 = cells(
  'Sale Start date|Sale End date|DSP|Sale Store Name|Sale Type|Sale User Type|Territory|Product UPC|Product Reference|Product Catalog Number|Product Label|Product Artist|Product Title|Asset Artist|Asset Title|Asset Version|Asset Duration|Asset ISRC|Asset Reference|Asset/Product|Product Quantity|Asset Quantity|Original Gross Income|Original currency|Exchange Rate|Converted Gross Income|Contract deal term|Reported Royalty|Currency|Report Run ID|Report ID',
);
export const fugaRow = (t: Track, isAsset: boolean, royalty: string) =>
  cells(
    `2025-04-01|2025-04-30|Tidal|Tidal|${isAsset ? 'Streaming' : 'Download'}|Premium|NL|${t.upc}|||${t.label}|${t.artist}|${t.release}|${isAsset ? t.artist : ''}|${isAsset ? t.title : ''}|||${isAsset ? t.isrc : ''}||${isAsset ? 'Asset' : 'Product'}|${isAsset ? '' : '1'}|${isAsset ? '40' : ''}|1|USD|0.9|0.9|85%|${royalty}|EUR|1|1`,
  );

export const cargo33 = cells(
  'Royalty ID|Asset ISRC|Asset Title|Asset Version|Asset Artist|Asset Duration|Sale net receipts calculation|Sale net receipts|Contract deal term|Contract Reference|Reported Royalty|Asset/Product|Territory|Quantity|Sale Type|Sale User Type|Sale Start date|Sale End date|Sale Store Name|DSP|Royalty Calculation Base|Product Reference|Asset Reference|Product Share|Asset Share|Exchange Rate|Currency|Product Title|Product Artist|Product UPC|Product Catalog Number|Product Label|Sale ID',
);
export const cargo33Row = (t: Track, royalty: string) =>
  cells(
    `1|${t.isrc}|${t.title}||${t.artist}|170|£0.5 × 100% of sale = £|0.5|85%|${t.label}|${royalty}|Asset|GB|1|Streaming|Family plan|2025-04-01|2025-04-30|Spotify|Spotify|royalty|||1|1|0.985|GBP|${t.release}|${t.artist}|${t.upc}|X1|${t.label}|9`,
  );

export const bandcamp17 = cells(
  'date|paid to|item type|item name|artist|currency|item price|quantity|discount code|sub total|transaction fee|fee type|item total|amount you received|bandcamp transaction id|paypal transaction id|net amount',
);
export const bandcamp52 = cells(
  'date|paid to|item type|item name|artist|currency|item price|quantity|discount code|sub total|tax|shipping|ship from country name|transaction fee|fee type|item total|amount you received|bandcamp transaction id|paypal transaction id|assessed revenue share|collected revenue share|balance of revenue share|change to payout balance|payout balance|net amount|package|option|item url|sku|catalog number|upc|isrc|buyer name|buyer email|buyer phone|buyer note|ship to name|ship to street|ship to street 2|ship to city|ship to state|ship to zip|ship to country|ship to country code|ship date|ship notes|country|country code|region/state|city|referrer|referrer url',
);
export const bandcampRow = (cells: Readonly<Record<string, string>>, header: readonly string[]) =>
  header.map((name) => cells[name] ?? '');
export const bandcampSale = (t: Track, type: string, net: string) => ({
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

export const symphonic = cells(
  'Reporting Period|Label|Release Name|Release Version|Release Artists|UPC Code|Catalogue|Track Title|Mix Version|ISRC Code|Track Artists|Digital Service Provider|Activity Period|Territory|Delivery|Content Type|Sale or Void|Count|Royalty ($US)',
);
export const symphonicRow = (t: Track, kind: string, count: string, amount: string) =>
  cells(
    `JUN-25|${t.label}|${t.release}||${t.artist}|${t.upc}|X|${t.title}||${t.isrc}|${t.artist}|Spotify|April 2025|DEU|Streaming|Single|${kind}|${count}|${amount}`,
  );

export const beatport = cells(
  'PRODUCT_UPC|PRODUCT_CATALOGUE_NUMBER|TRACK_ISRC_CODE|TRACK_ID|LABEL|RELEASE|TRACK_TITLE|TRACK_ARTIST|REMIXER_NAME|REMIX|TERRITORY|PURCHASE_STATUS|FORMAT|DELIVERY|TRANSACTION_DATE|CONTENT_TYPE|TRACK_COUNT|GROSS_CONTENT_REVENUE|GROSS_WAV_REVENUE|PAID_PRICE|NET_CONTENT_REVENUE|NET_WAV_REVENUE|MECHANICAL_WITHHOLDING|US_TAX_WITHHOLDING|WITHHELD_AMOUNT|US_TAX_WITHHOLDING_PERCENT|US_TAX_WITHHOLDING_COMPLIANCY_STATUS|NET_TOTAL|SALE_TYPE',
);
export const beatportRow = (
  t: Track,
  isRelease: boolean,
  money: readonly [string, string, string, string],
  kind: string,
) =>
  cells(
    `|X1|${isRelease ? '' : t.isrc}||${t.label}|${t.release}|${isRelease ? '' : t.title}|${t.artist}|||NLD|Classic|wav|download|2025-04-28|${isRelease ? 'release' : 'single'}|1|${money[0]}|0.00|${money[0]}|${money[0]}|${money[1]}|0.00|0.00|${money[2]}|0.0000|1|${money[3]}|${kind}`,
  );

export const secretly = cells(
  'Internal Invoice Number|Customer|Catalog Number|Title_Description|UPC|Product ID|Artist|Product Title|Digital Service Provider_Subdescription|Country Code|Transaction Type|Quantity|Gross Unit Price|Total Gross Income|Distribution Fee Total|Label Net Unit Price|Label Net Total|datePaidlast|dateProcessedlast|Flag for mech obligation|Flag for Radio_Performance Royalty Exclusion|internal serial number|Label|invoice_description',
);
export const secretlyRow = (t: Track, gross: string, fee: string, net: string) =>
  cells(
    `1|Tide AS|X1|${t.release}|${t.upc}|${t.isrc}|${t.artist}|${t.title}|Tidal|US|Stream|1|${gross}|${gross}|${fee}|${net}|${net}|6/3/2025|6/30/2025|0|0|1|${t.label}|2025.04 Streams`,
  );

export const orchard = cells(
  "Period|Activity Period|DMS|Territory|Orchard UPC|Manufacturer's UPC|Label Catalog #|Imprint Label|Artist Name|Release Name|Track Name|ISRC|Volume|Track #|Quantity|Trans Type|Label Share Net Receipts|Preferred Currency",
);
export const orchardRow = (t: Track, amount: string) =>
  cells(
    `2025M5|2025M4|YouTube|Spain|191774000000||X1|${t.label}|${t.artist}|${t.release}|${t.title}|${t.isrc}|1|1|599|AV|${amount}|EUR`,
  );

export const tunecore = cells(
  'Sales Period|Posted Date|Store Name|Country Of Sale|Artist|Release Type|Release Title|Song Title|Label|UPC|Optional UPC|TC Song ID|Optional ISRC|Sales Type|# Units Sold|Per Unit Price|Net Sales|Net Sales Currency|Exchange Rate|Total Earned|Currency',
);
export const tunecoreRow = (t: Track, amount: string) =>
  cells(
    `2025-04-01|2025-06-01|Pandora|GB|${t.artist}|Song|${t.release}|${t.title}|${t.label}|${t.upc}||123|${t.isrc}|Streaming|3|0.01|0.03|USD|0.79|${amount}|GBP`,
  );

export const cdBaby = cells(
  'Report Date|Sales Date|Quantity|Price|Subtotal|Isrc|Barcode|CDBabySku|Album Name|Artist Name|Track Name|Partner Name|Transaction Type|Delivery Country|',
);
export const cdBabyRow = (t: Track, amount: string) =>
  cells(
    `6/15/2025 12:00:00 AM|4/30/2025 12:00:00 AM|1|${amount}|${amount}|${t.isrc.toLowerCase()}|"${t.upc}"|sku|${t.release}|${t.artist}|${t.title.replaceAll('"', '""').replace(/^(.*"".*)$/, '"$1"')}|Amazon Prime IN|Stream|IN|`,
  );

export const appleMusic = cells(
  'Storefront Name|Apple Identifier|Membership Type|Quantity|Net Royalty|Net Royalty Total|ISRC|Item_Title|Item_Artist|Item Type|Media Type|Vendor Identifier|Offline Indicator|Label/Studio/Network|Grid',
);
export const appleMusicRow = (t: Track, amount: string) =>
  cells(`AU|9|Individual|1|${amount}|${amount}|${t.isrc}|${t.title}|${t.artist}|1|1|${t.isrc}|0|${t.label}|`);

export const labelStatement = cells(
  'date|distributor|Catalog Number|Catalog Name|Version Number|Track Name|Quantity|Net|Customer|City|Region|Country|Type|Medium',
);
export const believe = cells(
  'Reporting month|Sales Month|Platform|Country / Region|Label Name|Artist Name|Release title|Track title|UPC|ISRC|Release Catalog nb|Streaming Subscription Type|Release type|Sales Type|Quantity|Client Payment Currency|Unit Price|Mechanical Fee|Gross Revenue|Client share rate|Net Revenue',
);
export const believeRow = (t: Track, amount: string) =>
  cells(
    `2025/06/01|2025/04/01|Deezer|Germany|${t.label}|${t.artist}|${t.release}|${t.title}|${t.upc}|${t.isrc}|X|Premium|Album|Streaming|1|EUR|0.1|0|1|0.8|${amount}`,
  );
