const COLUMNS = [
  'Reporting Date',
  'Sale Month',
  'Store',
  'Artist',
  'Title',
  'ISRC',
  'UPC',
  'Quantity',
  'Team Percentage',
  'Song/Album',
  'Country of Sale',
  'Songwriter Royalties Withheld',
  'Earnings (USD)',
];

export interface DistrokidRow {
  readonly isrc?: string;
  readonly amount: string;
  readonly artist?: string;
  readonly title?: string;
}

/** A DistroKid report of April 2025 in dollars, one line a row, as text. */
export function distrokidFile(rows: readonly DistrokidRow[]): string {
  const lines = rows.map(({ isrc = 'USABC1700001', amount, artist = 'Ada', title = 'Reprise' }) =>
    ['2025-05-01', '2025-04', 'Spotify', artist, title, isrc, '', '1', '100', 'Song', 'US', '0', amount].join('\t'),
  );
  return [COLUMNS.join('\t'), ...lines].join('\n');
}
