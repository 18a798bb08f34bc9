import { gzipSync } from 'node:zlib';

/** A play event as a player sends it. */
interface PlayEvent {
  readonly play_id: string;
  readonly user_id: string;
  readonly track_id: string;
  readonly country_id: string;
  readonly played_at_ms: number;
  readonly duration_played_s: number;
  readonly context_type: string;
  readonly source_playlist_id?: string;
  readonly device_id: string;
}

/** One country of the sample month. Every number is invented. */
export interface SampleCountry {
  readonly country: string;
  readonly currency: string;
  readonly listeners: number;
  readonly plays: number;
  /** What one subscriber paid, as a decimal string. */
  readonly fee: string;
  /** Collected money that names no subscriber. */
  readonly unnamed: string;
  readonly seed: number;
}

export const sampleCountries: readonly SampleCountry[] = [
  { country: 'US', currency: 'USD', listeners: 240, plays: 12_000, fee: '10.99', unnamed: '148.37', seed: 20_250_401 },
  { country: 'DE', currency: 'EUR', listeners: 120, plays: 6_000, fee: '9.99', unnamed: '0.00', seed: 20_250_402 },
];

const MONTH_START = Date.parse('2025-04-01T00:00:00Z');
const MONTH_MILLISECONDS = 30 * 24 * 3600 * 1000;
const TRACKS = [
  'QZPWH2500001',
  'GBX7T2500021',
  'FRZ9C2500031',
  'DEA4K2500011',
  'QZPWH2500002',
  'GBX7T2500023',
  'FRZ9C2500032',
  'DEA4K2500012',
  'QZPWH2500003',
  'GBX7T2500022',
];
const CONTEXTS = ['playlist', 'algorithmic', 'search', 'radio'];
/** More than 200 plays of 30 to 35 seconds of one track by one listener: R7 keeps them out of the count. */
const FARMED_PLAYS = 230;
const STREAMED_PLAYS = 400;
const REPEATED_PLAYS = 60;

export interface SamplePlays {
  readonly bulk: readonly PlayEvent[];
  /** The last plays of the month, which come through the stream; some of them a second time. */
  readonly streamed: readonly PlayEvent[];
}

/** The same plays at every call: a few listeners play most, a few tracks are played most, a fifth is skipped. */
export function samplePlays(country: SampleCountry): SamplePlays {
  const random = seeded(country.seed);
  const plays = Array.from({ length: country.plays }, (_, index) => aPlay(country, index, random));
  const farmed = Array.from({ length: FARMED_PLAYS }, (_, index) => aFarmedPlay(country, index));
  const streamed = plays.slice(-STREAMED_PLAYS);
  return {
    bulk: [...plays.slice(0, -STREAMED_PLAYS), ...farmed, ...plays.slice(0, REPEATED_PLAYS)],
    streamed: [...streamed, ...streamed.slice(0, REPEATED_PLAYS)],
  };
}

/** The same plays as an archive tells them (R3): most arrived within seconds, some within the hour, a few of players that were offline for days. */
export function archivedPlays(country: SampleCountry): readonly PlayEvent[] {
  const { bulk, streamed } = samplePlays(country);
  return [...bulk, ...streamed].map((play, index) => ({ ...play, ingested_at_ms: arrivalOf(play, index) }));
}

/** Within the month wherever waiting would carry the play out of it. */
function arrivalOf({ played_at_ms: playedAt }: PlayEvent, index: number): number {
  const atOnce = playedAt + 1000 + (index % 9) * 700;
  const lag = index % 40 === 7 ? (2 + (index % 67)) * 3_600_000 : index % 11 === 4 ? (1 + (index % 53)) * 60_000 : 0;
  return playedAt + lag < MONTH_START + MONTH_MILLISECONDS ? atOnce + lag : atOnce;
}

/** NDJSON, gzipped, as `plays/` takes it. */
export function playsFile(plays: readonly PlayEvent[]): Uint8Array {
  return gzipSync(plays.map((play) => `${JSON.stringify(play)}\n`).join(''));
}

/** The revenue drop of every sample country: one row per subscriber, one for money that names none. */
export function revenueFile(): Uint8Array {
  const rows = sampleCountries.flatMap((sample) =>
    [
      ...Array.from({ length: sample.listeners }, (_, index) => [listenerOf(sample, index), sample.fee]),
      ...(sample.unnamed === '0.00' ? [] : [['', sample.unnamed]]),
    ].map(([user, amount]) => `${sample.country},2025-04,${user},${sample.currency},${amount}\n`),
  );
  return Buffer.from(`country,period,user_id,currency,amount\n${rows.join('')}`);
}

const listenerOf = ({ country }: SampleCountry, index: number): string => `${country}-listener-${index + 1}`;

function aPlay(sample: SampleCountry, index: number, random: () => number): PlayEvent {
  const listener = Math.floor(random() ** 2 * sample.listeners);
  const track = Math.floor(random() ** 1.6 * TRACKS.length);
  const context = CONTEXTS[Math.floor(random() * CONTEXTS.length)] ?? 'radio';
  const isSkipped = random() < 0.2;
  return {
    play_id: `${sample.country}-2025-04-${index + 1}`,
    user_id: listenerOf(sample, listener),
    track_id: TRACKS[(track + (listener % 4)) % TRACKS.length] ?? 'QZPWH2500001',
    country_id: sample.country,
    played_at_ms: MONTH_START + Math.floor(random() * MONTH_MILLISECONDS),
    duration_played_s: isSkipped ? Math.floor(random() * 30) : 30 + Math.floor(random() * 240),
    context_type: context,
    ...(context === 'playlist' && { source_playlist_id: `playlist-${1 + Math.floor(random() * 40)}` }),
    device_id: `${listenerOf(sample, listener)}-phone`,
  };
}

function aFarmedPlay(sample: SampleCountry, index: number): PlayEvent {
  return {
    play_id: `${sample.country}-2025-04-farm-${index + 1}`,
    user_id: listenerOf(sample, sample.listeners - 1),
    track_id: 'QZPWH2500003',
    country_id: sample.country,
    played_at_ms: MONTH_START + index * 3_600_000,
    duration_played_s: 30 + (index % 6),
    context_type: 'playlist',
    device_id: `${sample.country}-farm`,
  };
}

/** Numbers in [0, 1) from a seed, by a 32-bit xorshift; for sample data only. */
function seeded(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
}
