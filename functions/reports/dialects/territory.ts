import { COUNTRIES } from '#reports/dialects/country-table';

/** `Worldwide` and `Unknown` are what reports say beside countries; regions keep the name of their TIS number. */
export const WORLDWIDE = 'Worldwide';
export const UNKNOWN_TERRITORY = 'Unknown';

const englishNames = new Intl.DisplayNames(['en'], { type: 'region' });

/** Names in use that ISO and Unicode do not list. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  uk: 'GB',
  'great britain': 'GB',
  england: 'GB',
  'united states of america': 'US',
  korea: 'KR',
  'republic of korea': 'KR',
  'korea, republic of': 'KR',
  'viet nam': 'VN',
  'czech republic': 'CZ',
  'ivory coast': 'CI',
  "cote d'ivoire": 'CI',
  'russian federation': 'RU',
  'hong kong': 'HK',
  macau: 'MO',
  macao: 'MO',
  congo: 'CG',
  'democratic republic of the congo': 'CD',
  'congo, the democratic republic of the': 'CD',
  turkey: 'TR',
  türkiye: 'TR',
  swaziland: 'SZ',
  macedonia: 'MK',
  burma: 'MM',
  palestine: 'PS',
  'cape verde': 'CV',
  'bosnia and herzegovina': 'BA',
  'trinidad and tobago': 'TT',
  'antigua and barbuda': 'AG',
  'saint kitts and nevis': 'KN',
  'saint lucia': 'LC',
  'saint vincent and the grenadines': 'VC',
  "lao people's democratic republic": 'LA',
  'brunei darussalam': 'BN',
  'syrian arab republic': 'SY',
  'iran, islamic republic of': 'IR',
  'moldova, republic of': 'MD',
  'taiwan, province of china': 'TW',
  'tanzania, united republic of': 'TZ',
  'bolivia, plurinational state of': 'BO',
  'venezuela, bolivarian republic of': 'VE',
  'the netherlands': 'NL',
  kosovo: 'XK',
};

/** Codes that ISO withdrew or never had, still seen in reports. */
const OTHER_CODES: Readonly<Record<string, string>> = {
  rom: 'RO',
  xk: 'XK',
  xkx: 'XK',
  zar: 'CD',
  tmp: 'TL',
  '891': 'RS',
  '890': 'RS',
  '736': 'SD',
  '810': 'RU',
  '200': 'CZ',
  '278': 'DE',
  '720': 'YE',
  '230': 'ET',
};

const SPECIAL: Readonly<Record<string, string>> = {
  worldwide: WORLDWIDE,
  world: WORLDWIDE,
  global: WORLDWIDE,
  ww: WORLDWIDE,
  '2136': WORLDWIDE,
  unknown: UNKNOWN_TERRITORY,
  other: UNKNOWN_TERRITORY,
  'n/a': UNKNOWN_TERRITORY,
  zz: UNKNOWN_TERRITORY,
  '2100': 'Africa',
  '2101': 'America',
  '2102': 'American continent',
  '2103': 'Antilles',
  '2105': 'Asia',
  '2106': 'Australasia',
  '2107': 'Balkans',
  '2108': 'Baltic states',
  '2109': 'Benelux',
  '2110': 'British Isles',
  '2111': 'British West Indies',
  '2112': 'Central America',
  '2113': 'Commonwealth',
  '2120': 'Europe',
  '2130': 'Oceania',
  '2131': 'Scandinavia',
  '2132': 'South America',
  '2133': 'South East Asia',
  '2134': 'West Indies',
};

/** ISO alpha-2 for a code, TIS number or English name; `Worldwide`, `Unknown` or a region; `undefined` for anything else. */
export function resolveTerritory(text: string): string | undefined {
  return KNOWN.get(normal(text));
}

const normal = (text: string) => text.normalize('NFC').replace(/[’ʼ]/g, "'").replace(/\s+/g, ' ').trim().toLowerCase();

const KNOWN: ReadonlyMap<string, string> = new Map([
  ...COUNTRIES.flatMap(({ alpha2, alpha3, number }): [string, string][] => [
    [normal(englishNames.of(alpha2) ?? alpha2), alpha2],
    [normal((englishNames.of(alpha2) ?? alpha2).replaceAll('&', 'and').replace(/^St\. /, 'Saint ')), alpha2],
    [alpha2.toLowerCase(), alpha2],
    [alpha3.toLowerCase(), alpha2],
    [number, alpha2],
    [number.padStart(3, '0'), alpha2],
  ]),
  ...Object.entries(OTHER_NAMES),
  ...Object.entries(OTHER_CODES),
  ...Object.entries(SPECIAL),
]);
