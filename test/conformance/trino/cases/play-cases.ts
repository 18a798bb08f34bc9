import type { NamedValues } from '#kernel/sql/bind-values';
import { CUTOFF, HOURS, MAY, PERIOD_START, playWorld } from '#test/conformance/trino/cases/play-world';
import type { TableRow } from '#test/support/lake-rows';
import { aBoundCase } from '#test/support/trino/bound-case';
import type { SqlCase } from '#test/support/trino/sql-case';
import claimedNotPaid from '../../../../functions/plays/sql/claimed-not-paid.sql' with { type: 'text' };
import countFlagged from '../../../../functions/plays/sql/count-flagged.sql' with { type: 'text' };
import countPeriod from '../../../../functions/plays/sql/count-period.sql' with { type: 'text' };
import countRun from '../../../../functions/plays/sql/count-run.sql' with { type: 'text' };
import countSealed from '../../../../functions/plays/sql/count-sealed.sql' with { type: 'text' };
import earliestArrival from '../../../../functions/plays/sql/earliest-arrival.sql' with { type: 'text' };
import flagSharedDevice from '../../../../functions/plays/sql/flag-shared-device.sql' with { type: 'text' };
import flagShortPlays from '../../../../functions/plays/sql/flag-short-plays.sql' with { type: 'text' };
import flagTempo from '../../../../functions/plays/sql/flag-tempo.sql' with { type: 'text' };
import flagUserDay from '../../../../functions/plays/sql/flag-user-day.sql' with { type: 'text' };
import judgeArrivals from '../../../../functions/plays/sql/judge-arrivals.sql' with { type: 'text' };
import mergeArrivals from '../../../../functions/plays/sql/merge-arrivals.sql' with { type: 'text' };
import mergePlays from '../../../../functions/plays/sql/merge-plays.sql' with { type: 'text' };
import runCountries from '../../../../functions/plays/sql/run-countries.sql' with { type: 'text' };
import sealPlays from '../../../../functions/plays/sql/seal-plays.sql' with { type: 'text' };
import writePlays from '../../../../functions/plays/sql/write-plays.sql' with { type: 'text' };

interface Step {
  readonly file: string;
  readonly name: string;
  readonly sql: string;
  readonly values: NamedValues;
  readonly fills?: { readonly table: string; readonly partition: TableRow };
}

function step({ file, ...rest }: Step): SqlCase {
  return aBoundCase({ file: `functions/plays/sql/${file}.sql`, ...rest, tables: playWorld(), worlds: ['compaction'] });
}

const SEAL = { period_id: 'US_2025_04', run: 's1' };
const PERIOD = {
  country_id: 'US',
  first_day: '2025-04-01',
  last_day: '2025-04-30',
  period_start_ms: PERIOD_START,
  period_end_ms: MAY,
  cutoff_at_ms: CUTOFF,
};
const FOLDERS = { parts: ['c1', 'c2'], runs: ['c1', 'c2'] };
const HORIZON = 120 * 86_400_000;

const compact = (run: string, number: number, before: readonly string[]): readonly SqlCase[] => [
  step({
    file: 'earliest-arrival',
    name: run,
    sql: earliestArrival,
    values: { run, hours: HOURS },
  }),
  step({
    file: 'judge-arrivals',
    name: `${run}: the first arrival wins, and a sealed winner stands (R6)`,
    sql: judgeArrivals,
    values: { run, number, hours: HOURS, runs: before, from_ms: 0, horizon_ms: HORIZON },
    fills: { table: 'play_arrivals', partition: { compaction_run: run } },
  }),
  step({ file: 'count-run', name: run, sql: countRun, values: { run } }),
  step({
    file: 'write-plays',
    name: `${run}: winners by country and day`,
    sql: writePlays,
    values: { run, hours: HOURS, after: 0, through: 100 },
    fills: { table: 'plays', partition: { compaction_run: run } },
  }),
];

const RULE = { period_id: SEAL.period_id, seal_run: SEAL.run };
const FOUND = { rule_version: 1, flagged_at_ms: MAY };

const sealedRule = (file: string, sql: string, values: NamedValues): SqlCase =>
  step({
    file,
    name: 'a sealed period (R7)',
    sql,
    values: { ...RULE, ...FOUND, ...values },
    fills: { table: 'fraud_flags', partition: { scope: SEAL.period_id, run: 'f1' } },
  });

/** From arrivals to sealed plays and their flags, each step over what the steps before it made. */
export const PLAY_CASES: readonly SqlCase[] = [
  ...compact('c1', 1, ['c0']),
  ...compact('c2', 2, ['c0', 'c1']),
  step({ file: 'merge-arrivals', name: 'two runs', sql: mergeArrivals, values: { runs: FOLDERS.runs } }),
  step({ file: 'run-countries', name: 'two runs', sql: runCountries, values: { runs: FOLDERS.runs } }),
  step({
    file: 'merge-plays',
    name: 'two runs, by country and day',
    sql: mergePlays,
    values: { parts: FOLDERS.parts, countries: ['DE', 'US'], after: 0, through: 100 },
  }),
  step({
    file: 'seal-plays',
    name: 'on time in the month of event (R1, R3)',
    sql: sealPlays,
    values: { ...PERIOD, ...FOLDERS },
    fills: { table: 'plays_sealed', partition: SEAL },
  }),
  step({ file: 'count-sealed', name: 'rows and plays', sql: countSealed, values: SEAL }),
  step({
    file: 'count-period',
    name: 'late, quarantined and duplicate plays',
    sql: countPeriod,
    values: { ...PERIOD, ...FOLDERS, first_hour: '2025-04-01T00', last_hour: '2025-05-09T00' },
  }),
  sealedRule('flag-short-plays', flagShortPlays, { duration_min_s: 30, duration_max_s: 35, short_plays_max: 3 }),
  sealedRule('flag-user-day', flagUserDay, { eligible_plays_max: 4 }),
  sealedRule('flag-shared-device', flagSharedDevice, { users_max: 2 }),
  sealedRule('flag-tempo', flagTempo, { tempo_plays_max: 2, window_ms: 7_200_000 }),
  step({
    file: 'count-flagged',
    name: 'flags of rules and from outside',
    sql: countFlagged,
    values: { ...RULE, flag_run: 'f1', external_run: 'x1' },
  }),
  step({
    file: 'claimed-not-paid',
    name: 'by track, rule and reason',
    sql: claimedNotPaid,
    values: { ...RULE, flag_run: 'f1', external_run: 'x1' },
  }),
];
