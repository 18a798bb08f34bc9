import type { ClosedPeriods, LakeDocuments, RunInputs } from '#attribution/ports';
import { policyTermsOf, type SealedInputs } from '#attribution/sealed-inputs';
import type { CountPorts } from '#attribution/steps/count-qualified';
import { parseTotals } from '#attribution/totals-file';
import type { Period } from '#close/period';
import type { CloseExecutions } from '#close/ports';
import { parseCountryPeriod } from '#kernel/market/country-period';
import { marketTermsOf } from '#kernel/market/market-terms';
import { formatUnits } from '#kernel/money/units';
import type { Snapshots } from '#kernel/snapshot';
import { instantOf } from '#kernel/time/clock';
import { createLedger } from '#ledger/steps/create-ledger';
import { createLedgerAccess } from '#ledger/steps/ledger-access';
import type { RevenueBook, RevenueVersion } from '#revenue/ports';
import { memoryAdjustments } from '#test/support/adjustment-memory';
import { memoryBucket, memoryDrops } from '#test/support/drop-memory';
import { aClock } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { aDecimal, currency } from '#test/support/money';
import { memoryPeriods } from '#test/support/period-memory';
import { memoryDrains, memoryFailedBatches, memoryLanding, memoryStream } from '#test/support/plays/intake-memory';
import { type FaultInjector, PortFailed } from '#test/support/simulation/faults';
import { memoryAttribution, sum, unitsOf } from '#test/support/simulation/memory-attribution';
import { memoryCompaction } from '#test/support/simulation/memory-compaction';
import { memoryFlags, memorySeals } from '#test/support/simulation/memory-seals';
import type { MonthFacts } from '#test/support/simulation/month-model';
import type { RevenueRow, World } from '#test/support/simulation/random-world';

/** Thresholds low enough for a handful of plays to pass them. */
export const SHORT_PLAYS_MAX = 4;
export const LOW_BOOSTS = { artistPlaysMin: 3, artistListenersMin: 2, playsCap: 4 };
const SHA = 'a'.repeat(64);

/** What a test may break on purpose, to see that it is found. */
export interface Broken {
  /** A drain sees no shard, and so waits for none. */
  readonly isDrainBlind?: boolean;
  /** The first line of every run is never written. */
  readonly isLineLost?: boolean;
  /** Every play earns one unit too little, which the residual keeps: no unit is lost. */
  readonly isRateShort?: boolean;
}

/** Every port of ingest and close in memory, each behind the faults; and what only the test may look at. */
export function memoryPlatform(world: World, faults: FaultInjector, executions: CloseExecutions, broken: Broken = {}) {
  const clock = aClock(instantOf(Date.parse('2025-04-01T00:00:00Z')));
  const landing = memoryLanding((put) => {
    put();
    if (faults.isOn() && faults.happens(0.05)) throw new PortFailed('the answer of a put was lost');
  });
  const stream = memoryStream(2);
  const drains = faults.wrap(memoryDrains());
  const drops = memoryDrops();
  const seals = memorySeals(() => compaction, landing.objects);
  const compaction = memoryCompaction(landing.objects, seals.marks);
  const flags = memoryFlags(seals.files, world.flagged);
  const revenue = new Map<string, { readonly rows: readonly RevenueRow[]; readonly version: RevenueVersion }[]>();
  const texts = new Map<string, string>();
  const kept = new Map<string, SealedInputs>();
  const store = new InMemoryLedgerStore();
  const access = createLedgerAccess({ store: faults.wrap(store), clock, pause: { beforeAttempt: faults.turn } });
  const ledger = createLedger(access);
  const states = new Map<string, Period['state'][]>();
  const periods = memoryPeriods({
    revenueVersionOf: (periodId) => revenue.get(periodId)?.at(-1)?.version.version,
    onSaved: ({ periodId, state }) => states.set(periodId, [...(states.get(periodId) ?? []), state]),
  });
  const register = faults.wrap(periods);

  const versionOf = (line: string, version: number) => ({
    version,
    key: `${line}/version=${version}/${line}.parquet`,
    rows: 1,
    sha256: SHA,
    dropId: 'd',
    createdAt: clock.now(),
  });
  const snapshots = (line: string, currentVersion: () => number): Snapshots =>
    faults.wrap({
      current: async () => versionOf(line, currentVersion()),
      find: async (version: number) => versionOf(line, version),
      download: async () => undefined,
    });
  const revenueBook: RevenueBook = faults.wrap({
    current: async (periodId: string) => revenue.get(periodId)?.at(-1)?.version,
    find: async (periodId: string, version: number) => revenue.get(periodId)?.[version - 1]?.version,
  });
  const closedPeriods: ClosedPeriods = faults.wrap({
    async find(periodId: string) {
      const period = await periods.find(periodId);
      if (period?.freeze === undefined) return period && { periodId, state: period.state };
      const { run, inputManifestKey, inputManifestHash } = period.freeze;
      const frozen = { periodId, state: period.state, run, inputManifestKey, inputManifestHash };
      return period.proof === undefined ? frozen : { ...frozen, proof: period.proof };
    },
  });
  const documents: LakeDocuments = faults.wrap({
    put: async (key: string, text: string) => void texts.set(key, text),
    get: async (key: string) => texts.get(key),
    differenceOf: async () => undefined,
  });
  const runInputs: RunInputs = faults.wrap({
    find: async ({ periodId, run }: { readonly periodId: string; readonly run: string }) =>
      kept.get(`${periodId}/${run}`),
    keep: async ({ inputs, run }: { readonly inputs: SealedInputs; readonly run: string }) =>
      void kept.set(`${inputs.periodId}/${run}`, inputs),
  });

  /** The facts that sealed inputs name: nothing newer, nothing else. */
  function factsOf({
    periodId,
    policy,
    pool,
    plays,
    flags: flagSets,
    bridge,
    revenue: counted,
    terms,
  }: SealedInputs): MonthFacts {
    const rows = plays.objects.flatMap(({ key }) => seals.files.plays.get(key) ?? []);
    return {
      country: periodId.slice(0, 2),
      policy,
      terms: terms.artistCentric,
      pool: unitsOf(pool),
      plays: rows.map((row) => ({ ...row, durationSeconds: row.durationPlayedSeconds })),
      flagged: new Set(
        flagSets.flatMap(({ objects }) => objects.flatMap(({ key }) => seals.files.flags.get(key) ?? [])),
      ),
      deals: world.bridges[bridge?.version === 2 ? 1 : 0],
      weights: world.weights,
      revenue: revenue.get(periodId)?.[(counted?.version ?? 0) - 1]?.rows ?? [],
      artists: world.artists,
    };
  }
  const attributed = memoryAttribution(factsOf, broken);
  const lake = faults.wrap(attributed.lake, ['sqlDigests']);
  const compactionPorts = {
    heads: faults.wrap(compaction.ports.heads),
    documents: faults.wrap(compaction.ports.documents),
    lake: faults.wrap(compaction.ports.lake),
    queries: faults.wrap(compaction.ports.queries),
    seals: faults.wrap(compaction.ports.seals),
    clock,
  };
  const count: CountPorts = {
    seals: faults.wrap(seals.book),
    flags: faults.wrap(flags.book),
    bridge: snapshots('rights_bridge', () => (Date.parse(clock.now()) >= world.betterBridgeAtMs ? 2 : 1)),
    weights: snapshots('type_weights', () => 1),
    catalog: snapshots('catalog', () => 1),
    revenue: revenueBook,
    termsOf: (period) => {
      const { artistCentric } = policyTermsOf(period);
      return { trackEligibility: null, artistCentric: { ...artistCentric, ...LOW_BOOSTS } };
    },
    closedPeriods,
    lake,
    runInputs,
    documents,
  };
  const seal = {
    book: faults.wrap(seals.book),
    queries: faults.wrap(seals.queries),
    objects: faults.wrap(seals.objects),
    documents: compactionPorts.documents,
    clock,
  };
  const { fraud } = marketTermsOf(countryOf(world.periodIds[0] ?? ''));
  return {
    clock,
    close: {
      register,
      clock,
      executions: faults.wrap(executions),
      revenue: revenueBook,
      adjustments: faults.wrap(memoryAdjustments().adjustments),
      ledger,
      totals: faults.wrap({
        read: async (key: string) => totalsOf(texts.get(key) ?? ''),
        readCorrections: async () => {
          throw new Error('No period of the simulated platform takes corrections');
        },
      }),
    },
    count,
    attribution: { closedPeriods, documents, lake },
    drain: {
      clock,
      drains,
      stream: { ...stream.stream, ...(broken.isDrainBlind === true && { openShards: async () => [] }) },
      failedBatches: memoryFailedBatches().failedBatches,
      listDrops: drops.list,
      records: drops.records,
      bucket: memoryBucket().bucket,
    },
    landing: { landing: landing.landing, drains },
    compaction: compactionPorts,
    seal,
    flags: {
      seals: seal.book,
      book: faults.wrap(flags.book),
      queries: faults.wrap(flags.queries),
      objects: seal.objects,
      clock,
    },
    terms: { fraud: { ...fraud, shortPlays: { ...fraud.shortPlays, playsMax: SHORT_PLAYS_MAX } } },
    /** What stands, without any fault in between. */
    inside: { stream, seals, attributed, periods, states, store, texts, revenue, factsOf },
    /** A new version of a month's revenue, unless the month is frozen (R21). */
    async dropRevenue(periodId: string, rows: readonly RevenueRow[]): Promise<void> {
      if ((await periods.find(periodId))?.freeze !== undefined) return;
      const versions = revenue.get(periodId) ?? [];
      const code = world.currencies[periodId.slice(0, 2)] ?? '';
      const version: RevenueVersion = {
        ...versionOf(`revenue/period_id=${periodId}`, versions.length + 1),
        periodId,
        currency: currency(code),
        total: formatUnits(sum(rows.map(({ units }) => units))),
      };
      revenue.set(periodId, [...versions, { rows, version }]);
    },
  };
}

export type Platform = ReturnType<typeof memoryPlatform>;

function totalsOf(text: string) {
  const { holders, unattributed } = parseTotals(text);
  return {
    holders: holders.map(({ rightsHolderId, amount }) => ({ holderId: rightsHolderId, amount: aDecimal(amount) })),
    unattributed: unattributed.map(({ amount, ...of }) => ({ ...of, amount: aDecimal(amount) })),
  };
}

function countryOf(periodId: string) {
  const parsed = parseCountryPeriod(periodId);
  if (parsed === undefined) throw new Error(`${periodId} is no period`);
  return parsed.country;
}
