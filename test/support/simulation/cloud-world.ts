import { assertThat } from '#kernel/errors';
import { formatUnits } from '#kernel/money/units';
import { instantOf } from '#kernel/time/clock';
import { chancesOf } from '#test/support/simulation/faults';
import type { Deal, Weight } from '#test/support/simulation/month-model';
import { randomWorld, type SentPlay, type World } from '#test/support/simulation/random-world';

const MONTH = '2025-04';
const END_MS = Date.parse('2025-05-01T00:00:00Z');
/** Shortly before the cutoff of the month: what came earlier is dropped as an archive, what comes later is sent. */
export const CLOUD_START = '2025-05-07T21:00:00Z';
const START_MS = Date.parse(CLOUD_START);
const SENT_UNTIL_MS = START_MS + 86_400_000;
/** Days of the simulation in memory are hours here: what matters is on which side of the cutoff they fall. */
const FASTER = 24;

/** One country for each seed; every seed has its own, so a cloud can live through all of them at once. */
const MARKETS = (
  'US USD, GB GBP, JP JPY, DE EUR, FR EUR, IT EUR, ES EUR, NL EUR, AT EUR, SE SEK, NO NOK, DK DKK, PL PLN, CZ CZK, ' +
  'CH CHF, CA CAD, AU AUD, NZ NZD, BR BRL, MX MXN, IN INR, ZA ZAR, SG SGD, HU HUF'
)
  .split(', ')
  .map((market) => market.split(' '));
export const CLOUD_SEEDS_MAX = MARKETS.length;

/** Weights of whatever country has no set of its own in force (R9). */
const EVERYWHERE = [50_000n, 30_000n, 20_000n].map(
  (weight, index): Weight => ({
    country: '*',
    rightsType: ['artist', 'label', 'songwriter'][index] ?? '',
    weight,
    fromMs: 0,
  }),
);

/** April of as many countries as there are seeds, in one world: each is the same with or without the others. */
export function cloudWorld(seeds: readonly number[]): World {
  const codes = new Set(seeds.map(marketOf).map(({ code }) => code));
  assertThat(
    codes.size === seeds.length,
    `Seeds of one cloud have a country each: at most ${CLOUD_SEEDS_MAX} in a row`,
  );
  const worlds = seeds.map(aprilOf);
  return {
    seed: seeds[0] ?? 0,
    currencies: Object.assign({}, ...worlds.map(({ currencies }) => currencies)),
    periodIds: worlds.flatMap(({ periodIds }) => periodIds),
    sent: worlds.flatMap(({ sent }) => sent).sort((one, other) => one.atMs - other.atMs),
    revenue: worlds.flatMap(({ revenue }) => revenue).sort((one, other) => one.atMs - other.atMs),
    asks: worlds.flatMap(({ asks }) => asks).sort((one, other) => one.atMs - other.atMs),
    bridges: [worlds.flatMap(({ bridges: [deals] }) => deals), []],
    betterBridgeAtMs: Number.POSITIVE_INFINITY,
    weights: [...EVERYWHERE, ...worlds.flatMap(({ weights }) => weights)],
    artists: {},
    flagged: worlds.flatMap(({ flagged }) => flagged),
  };
}

function marketOf(seed: number) {
  const [code = '', currency = ''] = MARKETS[seed % MARKETS.length] ?? [];
  return { code, currency };
}

/** April in the US of the seed's own world, moved to the seed's country under names of its own. */
function aprilOf(seed: number): World {
  const { code, currency } = marketOf(seed);
  const world = randomWorld(seed, { playsMax: 16, farmPlays: 0 });
  const chances = chancesOf(seed ^ 0xc10d);
  const named = (id: string) => `${code}-${id}`;
  const soon = (atMs: number) => START_MS + Math.floor((atMs - END_MS) / FASTER);
  const isApril = (playId: string) => playId.startsWith(`US-${MONTH}`);
  const sent = world.sent
    .filter(({ atMs, record }) => isApril(record.play_id) && atMs <= SENT_UNTIL_MS)
    .map(({ record, ...play }): SentPlay => {
      const ids = {
        play_id: named(record.play_id),
        user_id: named(record.user_id),
        track_id: named(record.track_id),
      };
      // A device that lies about where it is: its play never counts twice, whatever it says the second time (R6).
      const isElsewhere = chances.happens(0.05);
      return { ...play, record: { ...record, ...ids, country_id: isElsewhere ? 'PT' : code } };
    });
  return {
    ...world,
    currencies: { [code]: currency },
    periodIds: [`${code}_2025_04`],
    sent,
    revenue: world.revenue
      .filter(({ periodId }) => periodId === 'US_2025_04')
      .map(({ atMs, rows }) => ({
        atMs: soon(atMs),
        periodId: `${code}_2025_04`,
        rows: rows.map(({ userId, units }) => ({ userId: userId === '' ? '' : named(userId), units })),
      })),
    asks: world.asks
      .filter(({ periodId }) => periodId === 'US_2025_04')
      .map(({ atMs, policy }) => ({ atMs: soon(atMs), periodId: `${code}_2025_04`, policy })),
    bridges: [
      world.bridges[0].map((deal) => ({ ...deal, trackId: named(deal.trackId), holderId: named(deal.holderId) })),
      [],
    ],
    weights: world.weights.filter(({ country }) => country === 'US').map((weight) => ({ ...weight, country: code })),
    flagged: world.flagged.filter(isApril).map(named),
  };
}

const csv = (head: string, lines: readonly string[]) => `${[head, ...lines].join('\n')}\n`;
const from = ({ fromMs, toMs }: Pick<Deal, 'fromMs' | 'toMs'>) =>
  `${instantOf(fromMs)},${toMs === undefined ? '' : instantOf(toMs)}`;
/** `12345` as `0.12345`. */
const part = (digits: bigint) => `${digits / 100_000n}.${String(digits % 100_000n).padStart(5, '0')}`;

/** The files that the world's facts are dropped as. */
export const cloudFiles = {
  rights: ({ bridges: [deals] }: World) =>
    csv(
      'track_id,rights_type,holder_id,share,effective_from,effective_to',
      deals.map((deal) => `${deal.trackId},${deal.rightsType},${deal.holderId},${part(deal.share)},${from(deal)}`),
    ),
  weights: ({ weights }: World) =>
    csv(
      'country,rights_type,weight,effective_from,effective_to',
      weights.map((one) => `${one.country},${one.rightsType},${part(one.weight)},${from(one)}`),
    ),
  flagged: ({ flagged }: World) =>
    csv(
      'play_id,reason',
      flagged.map((playId) => `${playId},bought`),
    ),
  archive: (plays: readonly SentPlay[]) =>
    plays.map(({ record, atMs }) => `${JSON.stringify({ ...record, ingested_at_ms: atMs })}\n`).join(''),
  revenue: ({ currencies }: World, { periodId, rows }: World['revenue'][number]) =>
    csv(
      'country,period,user_id,currency,amount',
      rows.map(({ userId, units }) => {
        const code = periodId.slice(0, 2);
        return `${code},${MONTH},${userId},${currencies[code]},${formatUnits(units)}`;
      }),
    ),
};
