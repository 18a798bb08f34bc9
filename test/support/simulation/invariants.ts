import { policyTermsOf } from '#attribution/sealed-inputs';
import { countryPeriodOf } from '#close/period';
import { PERIOD_STATES, type PeriodState } from '#close/period-state';
import type { LedgerStore } from '#ledger/store';
import { sequencePosition } from '#plays/landing';
import { faultsOf } from '#test/support/ledger/audit';
import {
  type Chosen,
  type ExpectedMonth,
  expectedBalances,
  expectedMonths,
  type SentArrival,
} from '#test/support/simulation/expected-months';
import { sum, unitsOf } from '#test/support/simulation/memory-attribution';
import { LOW_BOOSTS, SHORT_PLAYS_MAX } from '#test/support/simulation/platform';
import type { SentPlay } from '#test/support/simulation/random-world';
import type { Lived } from '#test/support/simulation/simulate';

/** A frozen month as it stands: ledger units, and lines in 10⁻²⁰. */
export interface StandingMonth {
  readonly periodId: string;
  readonly playIds: readonly string[];
  readonly qualifiedPlays: number;
  readonly fraudPlays: number;
  readonly pool: bigint;
  readonly claimed: bigint;
  readonly unclaimed: bigint;
  readonly residual: bigint;
}

/** What is left of a world once it is lived, and what it should have come to. */
export interface Standing {
  readonly months: readonly StandingMonth[];
  readonly states: ReadonlyMap<string, readonly PeriodState[]>;
  readonly replays: readonly { readonly periodId: string; readonly matches: boolean }[];
  readonly ledgerFaults: readonly string[];
  readonly balances: ReadonlyMap<string, bigint>;
  readonly expected: readonly ExpectedMonth[];
  readonly expectedBalances: ReadonlyMap<string, bigint>;
}

const LINE_PER_UNIT = 10n ** 10n;

/** Everything that is wrong with it; nothing, if the rulings hold. */
export function brokenInvariants(standing: Standing): readonly string[] {
  return [
    ...driftOf(standing),
    ...playsInTwoPeriods(standing),
    ...backwardMoves(standing),
    ...standing.replays.flatMap(({ periodId, matches }) => (matches ? [] : [`${periodId} does not replay`])),
    ...standing.ledgerFaults,
    ...differences(standing),
  ];
}

/** Σ lines + unattributed + residual = pool, exactly (R16). */
function driftOf({ months }: Standing): readonly string[] {
  return months.flatMap(({ periodId, pool, claimed, unclaimed, residual }) => {
    const drift = claimed + unclaimed + (residual - pool) * LINE_PER_UNIT;
    return drift === 0n ? [] : [`${periodId} drifts by ${drift}`];
  });
}

/** Every play is sealed in at most one period (R6). */
function playsInTwoPeriods({ months }: Standing): readonly string[] {
  const sealedIn = new Map<string, string>();
  return months.flatMap(({ periodId, playIds }) =>
    playIds.flatMap((playId) => {
      const before = sealedIn.get(playId);
      sealedIn.set(playId, periodId);
      return before === undefined ? [] : [`${playId} is sealed in ${before} and in ${periodId}`];
    }),
  );
}

/** States only move forward, one at a time. */
function backwardMoves({ states }: Standing): readonly string[] {
  return [...states].flatMap(([periodId, moves]) =>
    moves.flatMap((state, index) => {
      const from = moves[index - 1] ?? 'OPEN';
      const steps = PERIOD_STATES.indexOf(state) - PERIOD_STATES.indexOf(from);
      return steps === 0 || steps === 1 ? [] : [`${periodId} moved from ${from} to ${state}`];
    }),
  );
}

/** Every month and every account, to the last digit, against the rulings applied to the world. */
function differences({ months, expected, balances, expectedBalances: due }: Standing): readonly string[] {
  const found: string[] = [];
  for (const [index, month] of expected.entries()) {
    const stands = months[index];
    for (const name of ['qualifiedPlays', 'fraudPlays', 'pool', 'residual'] as const)
      if (stands?.[name] !== month[name])
        found.push(`${month.periodId} has ${name} ${stands?.[name]}, not ${month[name]}`);
    if (stands?.playIds.join() !== month.playIds.join()) found.push(`${month.periodId} seals other plays`);
  }
  for (const account of new Set([...balances.keys(), ...due.keys()]))
    if ((balances.get(account) ?? 0n) !== (due.get(account) ?? 0n))
      found.push(`${account} stands at ${balances.get(account) ?? 0n}, not ${due.get(account) ?? 0n}`);
  return found;
}

/** Looks at what a lived world left, from the lake, the ledger and the periods. */
export async function standingOf({ world, platform, periods, replays }: Lived): Promise<Standing> {
  const { seals, attributed, texts, revenue, stream, states, store } = platform.inside;
  const frozen = periods.filter(({ freeze }) => freeze !== undefined);
  const months = await Promise.all(
    frozen.map(async ({ periodId, freeze, posting }): Promise<StandingMonth> => {
      const seal = await seals.book.find(periodId);
      const sealed = (seal?.objects ?? []).flatMap(({ key }) => seals.files.plays.get(key) ?? []);
      const lines = attributed.runs.get(`${periodId}/${freeze?.run}`)?.lines ?? [];
      const payoutsOf = (isClaimed: boolean) =>
        sum(lines.filter(({ holderId }) => (holderId !== undefined) === isClaimed).map(({ payout }) => payout));
      return {
        periodId,
        playIds: sealed.map(({ playId }) => playId).sort(),
        qualifiedPlays: freeze?.qualifiedPlays ?? -1,
        fraudPlays: freeze?.fraudPlays ?? -1,
        pool: unitsOf(freeze?.pool.pool ?? ''),
        claimed: payoutsOf(true),
        unclaimed: payoutsOf(false),
        residual: unitsOf(posting?.residual ?? ''),
      };
    }),
  );
  const chosen = frozen.map(({ periodId, policy, freeze }): Chosen => {
    const manifest: { inputs: { bridge: { version: number } } } = JSON.parse(
      texts.get(freeze?.inputManifestKey ?? '') ?? '',
    );
    const rows = revenue.get(periodId)?.[(freeze?.pool.revenueVersion ?? 0) - 1]?.rows ?? [];
    return { periodId, policy, revenue: rows, bridge: manifest.inputs.bridge.version };
  });
  const first = periods[0];
  const artist = {
    ...policyTermsOf(countryPeriodOf({ periodId: first?.periodId ?? '' })).artistCentric,
    ...LOW_BOOSTS,
  };
  const terms = { shortPlaysMax: SHORT_PLAYS_MAX, artist };
  const expected = expectedMonths(world, arrivalsOf(stream.shards), chosen, terms);
  return {
    months,
    states,
    replays: replays.map((replay) => ({ periodId: replay.period_id, matches: 'matches' in replay && replay.matches })),
    ledgerFaults: await faultsOf(store),
    balances: await balancesOf(store),
    expected,
    expectedBalances: expectedBalances(world, expected),
  };
}

function arrivalsOf(shards: Lived['platform']['inside']['stream']['shards']): readonly SentArrival[] {
  return [...shards.values()].flat().flatMap(({ shardId, sequenceNumber, arrivedAtMs, data }) => {
    const record: SentPlay['record'] = JSON.parse(Buffer.from(data).toString());
    if (record.play_id === undefined || record.duration_played_s < 0) return [];
    return [
      {
        playId: record.play_id,
        source: shardId,
        position: sequencePosition(sequenceNumber),
        ingestedAtMs: arrivedAtMs,
        contentHash: JSON.stringify(record),
        countryId: record.country_id,
        playedAtMs: record.played_at_ms,
        record,
      },
    ];
  });
}

/** What every account stands at, the shards of one together; accounts of zero are left out. */
export async function balancesOf(store: LedgerStore): Promise<ReadonlyMap<string, bigint>> {
  const shards = await store.shardsUnder('');
  const newest = await store.newestEntries(shards);
  const balances = new Map<string, bigint>();
  for (const entry of newest)
    if (entry !== undefined) balances.set(entry.account, (balances.get(entry.account) ?? 0n) + entry.posted);
  return new Map([...balances].filter(([, units]) => units !== 0n));
}
