import { beforeEach, describe, expect, it } from 'vitest';
import { parseCountry } from '#kernel/country';
import { marketTermsOf } from '#kernel/market/market-terms';
import { instantOf } from '#kernel/time/clock';
import type { CompactionLake, CompactionQueries, LakeDocuments, LakeHead, LakeHeads } from '#plays/compaction-ports';
import type { LandedPlay } from '#plays/landing';
import { EMPTY_LAKE } from '#plays/play-lake';
import type { BegunSeal, SealRequest } from '#plays/play-seal';
import type { PlaySeal } from '#plays/ports';
import { type BeginCompactionPorts, beginCompaction } from '#plays/steps/begin-compaction';
import { compactPlays } from '#plays/steps/compact-plays';
import { type FlagFraudPorts, flagFraud } from '#plays/steps/flag-fraud';
import { registerRun } from '#plays/steps/register-run';
import { type SealPlaysPorts, sealPlays } from '#plays/steps/seal-plays';
import { isWithin, placeOf, type Verdict, verdictsOf } from '#test/support/plays/judge-model';
import { at } from '#test/support/plays/play-builders';
import { aLandedPlay, thePeriod } from '#test/support/plays/play-lake-desk';
import { type Chances, chancesOf } from '#test/support/simulation/faults';

type Row = Omit<LandedPlay, 'landingObject'>;

/** A play lake with nothing in it: its ports, and the one thing that intake does to it. */
export interface LakeUnderTest {
  readonly compaction: BeginCompactionPorts & {
    readonly heads: LakeHeads;
    readonly documents: LakeDocuments;
    readonly lake: CompactionLake;
    readonly queries: CompactionQueries;
  };
  readonly seal: SealPlaysPorts;
  readonly flags: FlagFraudPorts;
  land(name: string, rows: readonly Row[]): Promise<void>;
  /** Ids of what the objects of a seal hold, ascending. */
  sealedPlays(seal: PlaySeal): Promise<readonly string[]>;
}

/** A country of its own for each of so many tests: queries are known by their period, so a cloud seals no period twice. */
const COUNTRIES = ['AR', 'AT', 'BE', 'CH', 'CL', 'CO', 'CZ', 'DK', 'FI', 'GR', 'HU', 'IE'];
const LIMITS = { objectsMax: 1000, hoursMax: 100, mergedRuns: 3 };
const DAY_MS = 86_400_000;

/** What every play lake promises: its head, its documents, its seals, its flags, and its queries by R6's own words. */
export function describePlayLake(name: string, makeLake: () => Promise<LakeUnderTest>, seeds: readonly number[]): void {
  describe(`${name} keeps the contract of the play lake`, () => {
    let lake: LakeUnderTest;
    let heads: LakeHeads;
    let tests = 0;
    let period = thePeriod('US_2025_04');
    beforeEach(async () => {
      lake = await makeLake();
      ({ heads } = lake.compaction);
      period = thePeriod(`${COUNTRIES[tests % COUNTRIES.length]}_2025_04`);
      tests += 1;
    });

    async function compact(): Promise<void> {
      for (;;) {
        const begun = await beginCompaction('test', lake.compaction, LIMITS);
        if (begun.kind !== 'selected') return;
        await compactPlays(begun.run, lake.compaction);
        await registerRun(begun.run, lake.compaction);
      }
    }

    const lease = async (holder: string, nowMs: number) => {
      const outcome = await heads.acquire({ holder, nowMs, untilMs: nowMs + 1000 });
      return outcome.kind === 'acquired' ? outcome : expect.fail(`${outcome.run} has the lease`);
    };

    it('one holder has the lease until it ends, lapses or begins anew; nobody else renews or ends it', async () => {
      const first = await lease('one', 1000);
      expect(await heads.acquire({ holder: 'two', nowMs: 1999, untilMs: 9000 })).toEqual({
        kind: 'busy',
        run: first.lease.run,
      });
      const anew = await lease('one', 1999);
      const lapsed = await lease('two', 2999);
      await heads.release(first.lease.run);

      expect(first).not.toHaveProperty('abandoned');
      expect([anew.abandoned, lapsed.abandoned]).toEqual([first.lease.run, anew.lease.run]);
      expect(anew.lease.number).toBeGreaterThan(first.lease.number);
      expect(await heads.renew(first.lease.run, 9000)).toBe(false);
      expect(await heads.renew(lapsed.lease.run, 9000)).toBe(true);
      expect(await heads.acquire({ holder: 'one', nowMs: 8999, untilMs: 9999 })).toMatchObject({ kind: 'busy' });
      await heads.release(lapsed.lease.run);
      expect(await lease('one', 3000)).not.toHaveProperty('abandoned');
    });

    it('a run counts once, from the head that it began with, and not after another lease or a seal', async () => {
      const begun = await lease('one', 1000);
      const commit = { lease: begun.lease, from: begun.head, lakeKey: 'lake/1' };
      expect(await heads.commit(commit)).toBe('committed');
      expect(await heads.commit(commit)).toBe('committed');
      const head: LakeHead = { version: 1, lakeKey: 'lake/1', lastRun: begun.lease.number, seals: 0 };
      expect(await heads.head()).toEqual(head);

      const stale = await lease('one', 1000);
      expect(await heads.commit({ ...commit, lease: stale.lease, lakeKey: 'lake/2' })).toBe('overtaken');
      const sealed = await lake.seal.book.begin(period, instantOf(at('2025-05-08T01:00:00Z')));
      expect(await heads.commit({ lease: stale.lease, from: stale.head, lakeKey: 'lake/2' })).toBe('overtaken');
      const next = await lease('one', 1000);
      expect(await heads.commit({ lease: stale.lease, from: next.head, lakeKey: 'lake/2' })).toBe('overtaken');
      expect(await heads.commit({ lease: next.lease, from: next.head, lakeKey: 'lake/2' })).toBe('committed');
      expect(sealed).toMatchObject({ lakeKey: 'lake/1', throughRun: begun.lease.number, failures: 0 });
      expect(await heads.head()).toMatchObject({ version: 2, lakeKey: 'lake/2', seals: 1 });
    });

    it('a document is read as it was stored, and none is the empty lake', async () => {
      const { documents } = lake.compaction;
      const stored = { ...EMPTY_LAKE, version: 3 };

      expect(await documents.read(undefined)).toEqual(EMPTY_LAKE);
      expect(await documents.read(await documents.store('r000000000001', stored))).toEqual(stored);
    });

    it('a seal begins once, counts a failure once, ends once, and only what began can end', async () => {
      const { book } = lake.seal;
      const begun = await book.begin(period, instantOf(1000));
      const seal = (run: string): PlaySeal => ({
        ...{ periodId: period.periodId, run, manifestKey: 'm', manifestHash: 'h', objects: [], sealedAt: instantOf(1) },
        ...{ plays: 0, latePlays: 0, quarantinedPlays: 0, duplicatePlays: 0 },
      });
      expect(await book.begin({ ...period, cutoffAtMs: 1 }, instantOf(2000))).toEqual(begun);
      expect(await lake.compaction.seals.marks()).toMatchObject([{ countryId: period.countryId, throughRun: 0 }]);
      await book.recordFailure(begun);
      await book.recordFailure(begun);
      const again: BegunSeal = await book.begin(period, instantOf(3000));

      expect(again).toEqual({ ...begun, failures: 1 });
      expect((await heads.head()).seals).toBe(1);
      expect(await book.find(period.periodId)).toBeUndefined();
      await expect(book.complete({ ...seal('s1'), periodId: 'US_2031_01' })).rejects.toThrow('never begun');
    });

    it('a run of rules begins once and ends once; the one that began last is in force', async () => {
      const { book } = lake.flags;
      const { periodId } = period;
      const run = (attempt: string, flaggedAt: number) => ({
        ...{ periodId, attempt, sealRun: 's1', rules: [], flaggedAt: instantOf(flaggedAt) },
      });
      const outcome = (name: string) => ({
        flags: { scope: periodId, run: name, flags: 0, objects: [] },
        flaggedPlays: 0,
      });
      const first = await book.begin(run('1', 1000));
      const second = await book.begin(run('2', 2000));
      expect(await book.begin(run('1', 9000))).toEqual(first);
      await book.recordFailure(first);
      await book.recordFailure(first);

      expect(await book.outcome(periodId, '2')).toBeUndefined();
      expect(await book.complete(second, outcome('two'))).toEqual(outcome('two'));
      expect(await book.complete(second, outcome('other'))).toEqual(outcome('two'));
      expect(await book.complete(first, outcome('one'))).toEqual(outcome('one'));
      expect(await book.begin(run('1', 9000))).toEqual({ ...first, failures: 1 });
      expect(await book.sealedFor(periodId)).toEqual([outcome('two').flags]);
      await expect(book.complete({ ...first, attempt: '3' }, outcome('x'))).rejects.toThrow('begun');
    });

    it('all plays of a track by a listener who repeats it short are flagged (R7)', async () => {
      const short = { userId: 'u9', trackId: 't9', countryId: period.countryId };
      const plays = [30, 35, 30, 36, 29].map((durationPlayedSeconds, index) =>
        aLandedPlay({ ...short, playId: `short-${index}`, durationPlayedSeconds, position: `${index}` }),
      );
      const { fraud } = marketTermsOf(parseCountry('US') ?? expect.fail('US'));
      const termsOf = (playsMax: number) => ({ fraud: { ...fraud, shortPlays: { ...fraud.shortPlays, playsMax } } });
      await lake.land('short', plays);
      await compact();
      await sealPlays(period, lake.seal);
      const request = { periodId: period.periodId, attempt: '1', terms: termsOf(2) };

      const found = await flagFraud(request, lake.flags);
      expect(found.flags.objects.reduce((sum, { rows }) => sum + rows, 0)).toBe(found.flags.flags);
      expect(await flagFraud({ ...request, terms: termsOf(3) }, lake.flags)).toEqual(found);
      const none = await flagFraud({ ...request, attempt: '2', terms: termsOf(3) }, lake.flags);
      expect(none).toMatchObject({ flaggedPlays: 0, flags: { flags: 0 } });
      expect(found).toMatchObject({ flaggedPlays: 5, flags: { flags: 5 } });
    });

    it.each(seeds)(
      'arrivals of seed %i, in any order and batches: winners, counts and seals are those of R6',
      async (seed) => {
        const chances = chancesOf(seed);
        const [before, after] = randomArrivals(chances, period.countryId);
        for (const [index, batch] of before.entries()) {
          await lake.land(`batch-${index}`, batch);
          if (chances.happens(0.6)) await compact();
        }
        await compact();
        const first = verdictsOf(before.flat(), new Set());
        const seal = await sealPlays(period, lake.seal);
        await lake.land('after', after);
        await compact();

        expect(seal).toMatchObject(countsOf(first, period));
        expect(await lake.sealedPlays(seal)).toEqual(winnersOf(first, period));
        expect(await sealPlays(period, lake.seal)).toEqual(seal);
        const may = thePeriod(`${period.countryId}_2025_05`);
        const fixed = first.flatMap(({ row, isWinner }) => (isWinner && isWithin(period, row) ? [placeOf(row)] : []));
        const verdicts = verdictsOf([...before.flat(), ...after], new Set(fixed));
        const next = await sealPlays(may, lake.seal);
        expect(next).toMatchObject(countsOf(verdicts, may));
        expect(await lake.sealedPlays(next)).toEqual(winnersOf(verdicts, may));
      },
    );
  });
}

const isOf = ({ periodStartMs, periodEndMs }: SealRequest, { playedAtMs }: Pick<Row, 'playedAtMs'>) =>
  periodStartMs <= playedAtMs && playedAtMs < periodEndMs;

function winnersOf(verdicts: readonly Verdict<Row>[], period: SealRequest): readonly string[] {
  return verdicts.flatMap(({ row, isWinner }) => (isWinner && isWithin(period, row) ? [row.playId] : [])).sort();
}

/** What a seal says of its month beside its plays. */
function countsOf(verdicts: readonly Verdict<Row>[], period: SealRequest) {
  const ofMonth = verdicts.filter(({ row }) => isOf(period, row));
  return {
    plays: winnersOf(verdicts, period).length,
    latePlays: ofMonth.filter(({ row, isWinner }) => isWinner && row.ingestedAtMs >= period.cutoffAtMs).length,
    duplicatePlays: ofMonth.filter(({ isWinner }) => !isWinner).length,
  };
}

/** Batches as they land, and one that lands after the seal: few ids, two shards, two months, around the cutoff of April. */
function randomArrivals(chances: Chances, countryId: string): readonly [readonly (readonly Row[])[], readonly Row[]] {
  const rows = Array.from({ length: 24 }, (_, index) => {
    const ingestedAtMs = at('2025-05-07T00:00:00Z') + chances.below(2 * DAY_MS);
    return aLandedPlay({
      countryId,
      playId: `p${chances.below(9)}`,
      source: `shard-${chances.below(2)}`,
      position: String(index).padStart(4, '0'),
      trackId: `t${chances.below(2)}`,
      playedAtMs: at('2025-04-30T12:00:00Z') + chances.below(2) * DAY_MS,
      ingestedAtMs: chances.happens(0.2) ? at('2025-05-08T00:00:00Z') : ingestedAtMs,
    });
  });
  return [[rows.slice(0, 6), rows.slice(6, 10), rows.slice(10, 18)], rows.slice(18)];
}
