import { assertThat } from '#kernel/errors';
import type { FlagBook, FlagOutcome, FlagQueries, FlagRun } from '#plays/fraud-ports';
import { EXTERNAL_SCOPE, flagRunName } from '#plays/fraud-ports';
import type { LandedPlay } from '#plays/landing';
import { type BegunSeal, sealRun } from '#plays/play-seal';
import type { LakeObject, PlaySeal } from '#plays/ports';
import type { SealBook, SealLake, SealQueries } from '#plays/seal-ports';
import type { LandedRow } from '#test/support/plays/intake-memory';
import { isWithin, placeOf } from '#test/support/plays/judge-model';
import type { memoryCompaction } from '#test/support/simulation/memory-compaction';

/** Objects of the lake that a seal or a flag run wrote, by key. */
export interface SealedFiles {
  readonly plays: Map<string, readonly LandedPlay[]>;
  readonly flags: Map<string, readonly string[]>;
}

/** Seals and their queries in memory. */
export function memorySeals(
  compaction: () => ReturnType<typeof memoryCompaction>,
  landing: ReadonlyMap<string, readonly LandedRow[]>,
) {
  const begun = new Map<string, BegunSeal>();
  const complete = new Map<string, PlaySeal>();
  const files: SealedFiles = { plays: new Map(), flags: new Map() };
  const keyOf = (seal: BegunSeal) => `plays_sealed/period_id=${seal.periodId}/run=${sealRun(seal)}/plays.parquet`;

  const book: SealBook = {
    find: async (periodId) => complete.get(periodId),
    async begin(request, at) {
      const standing = begun.get(request.periodId);
      if (standing !== undefined) return standing;
      const { lakeKey, lastRun } = compaction().head();
      const seal = {
        ...request,
        ...(lakeKey !== undefined && { lakeKey }),
        throughRun: lastRun,
        failures: 0,
        begunAt: at,
      };
      begun.set(request.periodId, seal);
      compaction().countSeal();
      return seal;
    },
    async recordFailure({ periodId, failures }) {
      const standing = begun.get(periodId);
      if (standing?.failures === failures) begun.set(periodId, { ...standing, failures: failures + 1 });
    },
    async complete(seal) {
      assertThat(begun.has(seal.periodId), `${seal.periodId} was never begun; a seal begins before it ends`);
      const standing = complete.get(seal.periodId) ?? seal;
      complete.set(seal.periodId, standing);
      return standing;
    },
  };
  const queries: SealQueries = {
    async writeSealed({ begun: seal }) {
      const rows = [...compaction().stateAt(seal.lakeKey).winners.values()].filter((play) => isWithin(seal, play));
      if (rows.length === 0) return [];
      files.plays.set(keyOf(seal), rows);
      return [{ key: keyOf(seal), bytes: rows.length, etag: '"sealed"' }];
    },
    async countSealed(seal) {
      const rows = files.plays.get(keyOf(seal)) ?? [];
      return { rows: rows.length, plays: new Set(rows.map(({ playId }) => playId)).size };
    },
    async counts({ begun: seal }) {
      const { arrivals, winners, conflicts } = compaction().stateAt(seal.lakeKey);
      const isOfMonth = (row: Pick<LandedRow, 'countryId' | 'playedAtMs'>) =>
        row.countryId === seal.countryId &&
        row.playedAtMs !== null &&
        seal.periodStartMs <= row.playedAtMs &&
        row.playedAtMs < seal.periodEndMs;
      const losers = arrivals.filter((row) => isOfMonth(row) && !winners.has(placeOf(row)));
      const late = [...winners.values()].filter((row) => isOfMonth(row) && row.ingestedAtMs >= seal.cutoffAtMs);
      const quarantined = [...landing.values()].flat().filter((row) => 'reasons' in row && isOfMonth(row));
      return {
        latePlays: late.length,
        quarantinedPlays: new Set(quarantined.map(({ source, position }) => `${source}/${position}`)).size,
        duplicatePlays: losers.length,
        conflictingPlays: losers.filter((row) => conflicts.has(placeOf(row))).length,
      };
    },
  };
  const objects: SealLake = {
    rowsOf: async ({ key }) => (files.plays.get(key) ?? files.flags.get(key) ?? []).length,
    storeManifest: async () => undefined,
  };
  return { book, queries, objects, files, marks: () => [...begun.values()] };
}

/** Fraud flags in memory: those from outside, and those of the rule of short plays. */
export function memoryFlags(files: SealedFiles, external: readonly string[]) {
  const runs = new Map<string, FlagRun>();
  const outcomes = new Map<string, FlagOutcome>();
  const inForce = new Map<string, Pick<FlagOutcome, 'flags'> & Pick<FlagRun, 'flaggedAt'>>();
  const externalKey = `fraud_flags/scope=${EXTERNAL_SCOPE}/run=e1/flags.parquet`;
  files.flags.set(externalKey, external);
  const setOf = (scope: string, run: string, objects: readonly LakeObject[]) => ({
    scope,
    run,
    flags: objects.reduce((sum, { rows }) => sum + rows, 0),
    objects,
  });
  const externalSet = setOf(EXTERNAL_SCOPE, 'e1', [
    { key: externalKey, rows: external.length, bytes: external.length, etag: '"external"' },
  ]);
  const playsOf = ({ periodId, sealRun: run }: FlagRun) =>
    files.plays.get(`plays_sealed/period_id=${periodId}/run=${run}/plays.parquet`) ?? [];

  const book: FlagBook = {
    async begin(run) {
      const name = `${run.periodId}/${run.attempt}`;
      const standing = runs.get(name) ?? { ...run, failures: 0 };
      runs.set(name, standing);
      return standing;
    },
    async recordFailure({ periodId, attempt, failures }) {
      const standing = runs.get(`${periodId}/${attempt}`);
      if (standing?.failures === failures) runs.set(`${periodId}/${attempt}`, { ...standing, failures: failures + 1 });
    },
    outcome: async (periodId, attempt) => outcomes.get(`${periodId}/${attempt}`),
    async complete({ periodId, attempt }, outcome) {
      const name = `${periodId}/${attempt}`;
      const run = runs.get(name);
      const standing = outcomes.get(name) ?? outcome;
      assertThat(run !== undefined, `${name} was never begun; a run begins before it ends`);
      outcomes.set(name, standing);
      const before = inForce.get(periodId);
      if (before === undefined || before.flaggedAt <= run.flaggedAt)
        inForce.set(periodId, { flaggedAt: run.flaggedAt, flags: standing.flags });
      return standing;
    },
    async sealedFor(periodId) {
      const own = inForce.get(periodId);
      return [...(external.length > 0 ? [externalSet] : []), ...(own === undefined ? [] : [own.flags])];
    },
  };
  const queries: FlagQueries = {
    async writeFlags(run) {
      const flagged = shortPlaysOf(playsOf(run), run);
      if (flagged.length === 0) return [];
      const key = `fraud_flags/scope=${run.periodId}/run=${flagRunName(run)}/flags.parquet`;
      files.flags.set(key, flagged);
      return [{ key, bytes: flagged.length, etag: '"flags"' }];
    },
    async count(run, externalRun) {
      const plays = playsOf(run);
      const flagged = shortPlaysOf(plays, run);
      const outside = plays
        .map(({ playId }) => playId)
        .filter((id) => externalRun !== undefined && external.includes(id));
      return { flags: flagged.length, flaggedPlays: new Set([...flagged, ...outside]).size };
    },
  };
  return { book, queries };
}

/** All plays by one user of one track, where too many of them last 30–35 s (R7). */
function shortPlaysOf(plays: readonly LandedPlay[], { rules }: Pick<FlagRun, 'rules'>): readonly string[] {
  const rule = rules.find(({ name }) => name === 'short_plays');
  return shortPlays(
    plays.map((play) => ({ ...play, durationSeconds: play.durationPlayedSeconds })),
    rule?.parameters['short_plays_max'] ?? 0,
  );
}

/** The same for plays of any kind, with the market's threshold. */
export function shortPlays(
  plays: readonly {
    readonly playId: string;
    readonly userId: string;
    readonly trackId: string;
    readonly durationSeconds: number;
  }[],
  playsMax: number,
): readonly string[] {
  const groups = [...Map.groupBy(plays, ({ userId, trackId }) => `${userId} ${trackId}`).values()];
  const isShort = ({ durationSeconds: seconds }: { readonly durationSeconds: number }) =>
    30 <= seconds && seconds <= 35;
  return groups
    .filter((group) => group.filter(isShort).length > playsMax)
    .flatMap((group) => group.map(({ playId }) => playId));
}
