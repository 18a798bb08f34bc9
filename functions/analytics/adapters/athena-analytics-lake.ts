import type { AnalyticsLake, PeriodRun } from '#analytics/ports';
import { bindValues, type NamedValues } from '#kernel/sql/bind-values';
import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';
import type { AthenaQueries, QueryRow } from '#platform/clients/athena-queries';
import arrivalLagSql from '../sql/arrival-lag.sql' with { type: 'text' };
import concentrationSql from '../sql/concentration.sql' with { type: 'text' };
import longTailSql from '../sql/long-tail.sql' with { type: 'text' };
import periodEarningsSql from '../sql/period-earnings.sql' with { type: 'text' };
import playsByAgeSql from '../sql/plays-by-age.sql' with { type: 'text' };
import playsSoFarSql from '../sql/plays-so-far.sql' with { type: 'text' };
import skipRateSql from '../sql/skip-rate.sql' with { type: 'text' };
import trackEarningsSql from '../sql/track-earnings.sql' with { type: 'text' };

/** The questions as Athena answers them; each names exactly the runs that count. */
export function createAnalyticsLake(queries: AthenaQueries): AnalyticsLake {
  const ask = (sql: string, values: NamedValues): Promise<readonly QueryRow[]> => {
    const bound = bindValues(sql, values);
    return queries.rows(bound.sql, { parameters: bound.parameters });
  };
  return {
    async skips(seals) {
      if (seals.length === 0) return [];
      const { periods, runs, sets: sealed } = namedRuns(seals);
      const rows = await ask(skipRateSql, { periods, runs, sealed });
      return rows.map(({ surface = '', plays = '0', skips = '0' }) => ({
        surface,
        plays: BigInt(plays),
        skips: BigInt(skips),
      }));
    },
    async arrivalLag(seals) {
      if (seals.length === 0) return [];
      const { periods, runs, sets: sealed } = namedRuns(seals);
      const rows = await ask(arrivalLagSql, { periods, runs, sealed });
      return rows.map(({ period_id = '', plays, within_minute, within_hour, within_day, ...lag }) => ({
        periodId: period_id,
        plays: Number(plays),
        p50Seconds: Number(lag['p50_seconds']),
        p95Seconds: Number(lag['p95_seconds']),
        p99Seconds: Number(lag['p99_seconds']),
        maxSeconds: Number(lag['max_seconds']),
        withinMinute: Number(within_minute),
        withinHour: Number(within_hour),
        withinDay: Number(within_day),
      }));
    },
    async longTail({ lines, floor }) {
      if (lines.length === 0) return [];
      const { periods, runs, sets: attributed } = namedRuns(lines);
      const rows = await ask(longTailSql, { floor, periods, runs, attributed });
      return rows.map(({ period_id = '', earner_kind, earners, earned = '0', earners_below, earned_below = '0' }) => ({
        periodId: period_id,
        kind: earner_kind === 'track' ? 'track' : 'holder',
        earners: Number(earners),
        earned,
        earnersBelow: Number(earners_below),
        earnedBelow: earned_below,
      }));
    },
    async concentration({ periodId, run }) {
      const rows = await ask(concentrationSql, { period_id: periodId, run });
      return rows.map(({ percent, holders, top_holders, amount = '0', total = '0' }) => ({
        percent: Number(percent),
        holders: Number(holders),
        topHolders: Number(top_holders),
        amount,
        total,
      }));
    },
    async trackEarnings({ periodId, run, trackId }) {
      const rows = await ask(trackEarningsSql, { period_id: periodId, run, track_id: trackId });
      return rows.map(
        ({ rights_type = '', rights_holder_id = '', snapshot_share = '', plays = '0', amount = '0', ...at }) => ({
          rightsType: rights_type,
          rightsHolderId: rights_holder_id,
          snapshotShare: snapshot_share,
          plays: BigInt(plays),
          firstPlayedAt: instantOf(Number(at['first_played_at_ms'])),
          lastPlayedAt: instantOf(Number(at['last_played_at_ms'])),
          amount,
        }),
      );
    },
    async periodEarnings({ holderId, byTrack, attributed, released, corrected }) {
      const [lines, releases, corrections] = [attributed, released, corrected].map(namedRuns);
      const rows = await ask(periodEarningsSql, {
        holder_id: holderId,
        grouping: byTrack ? 'track' : '',
        periods: lines?.periods ?? [],
        runs: lines?.runs ?? [],
        attributed: lines?.sets ?? [],
        release_periods: releases?.periods ?? [],
        release_runs: releases?.runs ?? [],
        releases: releases?.sets ?? [],
        correction_periods: corrections?.periods ?? [],
        correction_runs: corrections?.runs ?? [],
        corrections: corrections?.sets ?? [],
      });
      return rows.map(({ period_id = '', track_id = '', line_count = '0', amount = '0' }) => ({
        periodId: period_id,
        trackId: track_id,
        lines: Number(line_count),
        amount,
      }));
    },
    async playsSoFar({ period, asOf }) {
      const rows = await ask(playsSoFarSql, {
        first_hour: hourOf(period.periodStart),
        last_hour: hourOf(asOf),
        country_id: period.country,
        period_start_ms: millisecondsOf(period.periodStart),
        period_end_ms: millisecondsOf(period.periodEnd),
      });
      return playsOf(rows);
    },
    async playsArrivedBefore({ periodId, run, before }) {
      return playsOf(await ask(playsByAgeSql, { period_id: periodId, run, before_ms: millisecondsOf(before) }));
    },
  };
}

/** A list in SQL cannot be empty: without a run, one that no table holds. */
function namedRuns(runs: readonly PeriodRun[]) {
  const named = runs.length > 0 ? runs : [{ periodId: 'none', run: 'none' }];
  return {
    periods: named.map(({ periodId }) => periodId),
    runs: named.map(({ run }) => run),
    sets: named.map(({ periodId, run }) => `${periodId}/${run}`),
  };
}

/** The folder of an arrival, `2025-04-30T13`. */
function hourOf(instant: Instant): string {
  return instant.slice(0, 13);
}

function playsOf([row]: readonly QueryRow[]): bigint {
  return BigInt(row?.['plays'] ?? '0');
}
