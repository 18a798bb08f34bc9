import { AthenaCorrectionLake } from '#attribution/adapters/athena-correction-lake';
import { AthenaReleaseLake } from '#attribution/adapters/athena-release-lake';
import { S3RunStages } from '#attribution/adapters/s3-run-stages';
import { parseCorrections } from '#attribution/corrections';
import type { FlagSet } from '#attribution/ports';
import { parseReleaseTotals } from '#attribution/release-totals';
import { type TakeCorrectionsPorts, takeCorrections } from '#attribution/steps/take-corrections';
import { writeRelease } from '#attribution/steps/write-release';
import { type PlayLake, runName } from '#plays/play-lake';
import type { AttributionDesk } from '#test/support/attribution-desk';

/** A play that reached the lake after its month was sealed. */
export interface LatePlay {
  readonly playId: string;
  readonly trackId?: string;
  readonly playedAt: string;
  readonly isEligible?: boolean;
}

export interface BridgeShare {
  readonly trackId?: string;
  readonly rightsType?: string;
  readonly holderId: string;
  readonly share?: string;
}

const text = (value: string) => `'${value}'`;

/**
 * What happens to frozen periods afterwards, over the lake of an attribution desk: late plays, flags, releases, corrections. Each
 * has a compaction run and sets of flags of its own, by its number.
 */
export function aCorrectionsDesk(desk: AttributionDesk, number: number) {
  const compactionRun = runName(number);
  const { closedPeriods, documents } = desk;
  const stages = new S3RunStages(desk.s3, 'royalty-lake');
  const lake = new AthenaCorrectionLake(desk.queries(), stages);
  const released = new Map<string, number[]>();
  let open: string | undefined;
  let flags: readonly FlagSet[] = [];
  const flagBook = { sealedFor: async () => flags.map((set) => ({ ...set, flags: 1, objects: [] })) };
  const playLake: PlayLake = {
    version: 1,
    runs: [
      {
        run: compactionRun,
        number,
        tier: 0,
        parts: 1,
        ingestedToMs: Date.UTC(2030, 0),
        plays: 1,
        duplicates: 0,
        conflicts: 0,
        superseded: 0,
      },
    ],
    hours: {},
  };

  function portsOf(periodId: string, bridgeVersion: number): TakeCorrectionsPorts {
    const cutoffAtMs = Date.UTC(Number(periodId.slice(3, 7)), Number(periodId.slice(8)), 8);
    return {
      closedPeriods,
      documents,
      seals: { begun: async () => ({ lakeKey: 'lake', cutoffAtMs }) as never },
      playLakes: { read: async () => playLake },
      flags: flagBook,
      bridge: { current: async () => ({ version: bridgeVersion }) as never } as never,
      revenue: { current: async () => ({ currency: 'USD' }) as never },
      lake,
      released: {
        of: async (id) => ({ done: released.get(id) ?? [], open: id === open ? 999 : undefined }),
      },
    };
  }

  return {
    portsOf,
    /** These plays are in the lake, too; once, since the lake is one compaction run. */
    async land(country: string, plays: readonly LatePlay[]): Promise<void> {
      const days = new Map<string, LatePlay[]>();
      for (const play of plays) {
        const day = play.playedAt.slice(0, 10);
        days.set(day, [...(days.get(day) ?? []), play]);
      }
      for (const [day, some] of days) {
        const rows = some.map(
          ({ playId, trackId = 'T1', playedAt, isEligible = true }, index) =>
            `(${text(playId)}, ${text(trackId)}, ${Date.parse(playedAt)}, ${Date.parse(playedAt)}, ${isEligible}, ${text(`${playId}-${index}`)})`,
        );
        await desk.parquet(
          `plays/compaction_run=${compactionRun}-00/country_id=${country}/event_date=${day}/plays.parquet`,
          `select play_id, track_id, cast(played_at_ms as bigint) as played_at_ms,
             cast(ingested_at_ms as bigint) as ingested_at_ms, royalty_eligible, position, 'shard' as source
           from (values ${rows.join(', ')}) t(play_id, track_id, played_at_ms, ingested_at_ms, royalty_eligible, position)`,
        );
      }
      await desk.parquet(
        `play_arrivals/compaction_run=${compactionRun}/none.parquet`,
        `select '' as play_id, '' as source, '' as position, false as is_superseded where false`,
      );
    },
    /** A bridge as a later rights drop makes it. */
    async bridge(version: number, shares: readonly BridgeShare[]): Promise<void> {
      const rows = shares.map(
        ({ trackId = 'T1', rightsType = 'songwriter', holderId, share = '1' }) =>
          `(${text(trackId)}, ${text(rightsType)}, ${text(holderId)}, ${share})`,
      );
      await desk.parquet(
        `rights_bridge/version=${version}/bridge.parquet`,
        `select track_id, rights_type, holder_id, cast(share as decimal(6,5)) as share,
           cast(0 as bigint) as effective_from_ms, cast(null as bigint) as effective_to_ms
         from (values ${rows.join(', ')}) t(track_id, rights_type, holder_id, share)`,
      );
    },
    async flag(plays: readonly string[], at: string): Promise<void> {
      const run = `${compactionRun}-${flags.length}`;
      const rows = plays.map((id) => `(${text(id)}, cast(${Date.parse(at)} as bigint))`);
      await desk.parquet(
        `fraud_flags/scope=external/run=${run}/flags.parquet`,
        `select play_id, flagged_at_ms from (values ${rows.join(', ')}) t(play_id, flagged_at_ms)`,
      );
      flags = [...flags, { scope: 'external', run }];
    },
    beginRelease(periodId: string | undefined): void {
      open = periodId;
    },
    /** Releases a period to a bridge; answers what each holder gets. */
    async release(periodId: string, bridgeVersion: number): Promise<readonly string[]> {
      const earlier = released.get(periodId) ?? [];
      const releaseLake = new AthenaReleaseLake(desk.queries(), stages);
      const ports = { closedPeriods, documents, lake: releaseLake, flags: flagBook };
      const written = await writeRelease({ periodId, bridgeVersion, earlier }, ports);
      if (written.lines > 0) released.set(periodId, [...earlier, bridgeVersion]);
      const totals = parseReleaseTotals((await documents.get(written.totals_key)) ?? '');
      return totals.map(({ holderId, trackId, lines, amount }) => `${holderId} ${trackId} ${lines} ${amount}`);
    },
    /** Takes corrections; answers what each holder, or holding by track and type, gets or gives back. */
    async take(periodId: string, { bridgeVersion = 1, attempt = 1, ports = portsOf(periodId, bridgeVersion) } = {}) {
      const taken = await takeCorrections({ periodId, attempt }, ports);
      if (taken.kind === 'none') return { taken, totals: [] };
      const { totals } = parseCorrections((await documents.get(taken.totalsKey)) ?? '');
      const named = totals.map(({ source_period_id, kind, rights_holder_id, track_id, rights_type, amount }) => {
        const whose = rights_holder_id === '' ? `${track_id}/${rights_type}` : rights_holder_id;
        return `${source_period_id} ${kind} ${whose} ${amount}`;
      });
      const corrections = { run: taken.run, key: taken.totalsKey, sha256: taken.totalsHash, amount: taken.amount };
      return { taken, totals: named, corrections };
    },
  };
}
