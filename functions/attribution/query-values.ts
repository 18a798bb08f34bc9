import type { CorrectionInputs } from '#attribution/correction-inputs';
import type { CorrectedPeriod } from '#attribution/correction-ports';
import type { FlagSet, ReleaseOf, RunOf } from '#attribution/ports';
import { releaseRun } from '#attribution/release-totals';
import { countryPeriodOf } from '#attribution/sealed-inputs';
import { assertThat } from '#kernel/errors';
import { parseDecimal, rescale } from '#kernel/money/decimal';
import { parseUnits } from '#kernel/money/units';
import type { NamedValues } from '#kernel/sql/bind-values';
import { instantOf, millisecondsOf } from '#kernel/time/clock';

/** No version of anything: a query for it finds no file. */
const NONE = '0';
/** Fraction digits of a boost: two of them multiply to points of 10⁻⁴ (R20a). */
const BOOST_SCALE = 2;

/** Every value that a query of a run may name. */
export function valuesOf({ inputs, run }: RunOf) {
  const { country, periodStart, periodEnd } = countryPeriodOf(inputs.periodId);
  const { artistCentric, trackEligibility } = inputs.terms;
  const months = [{ periodId: inputs.periodId, run }, ...inputs.earlierMonths];
  const poolUnits = parseUnits(inputs.pool);
  assertThat(poolUnits !== undefined, `${inputs.pool} is no pool; a decimal of at most ten digits after the point is`);
  return {
    period_id: inputs.periodId,
    run,
    seal_run: inputs.plays.run,
    country,
    period_start_ms: millisecondsOf(periodStart),
    period_end_ms: millisecondsOf(periodEnd),
    bridge_version: versionOf(inputs.bridge),
    weights_version: versionOf(inputs.weights),
    catalog_version: versionOf(inputs.catalog),
    revenue_version: versionOf(inputs.revenue),
    pool_units: poolUnits.toString(),
    month_periods: months.map(({ periodId }) => periodId),
    month_runs: months.map((month) => month.run),
    months: months.map((month) => `${month.periodId}/${month.run}`),
    plays_min: trackEligibility?.playsMin ?? 0,
    artist_plays_min: artistCentric.artistPlaysMin,
    artist_listeners_min: artistCentric.artistListenersMin,
    artist_boost: boostText(artistCentric.artistBoost),
    active_contexts: `,${artistCentric.activeContexts.join(',')},`,
    active_boost: boostText(artistCentric.activeBoost),
    plays_cap: artistCentric.playsCap,
    cap_mode: artistCentric.capMode,
  } as const satisfies NamedValues;
}

/** The values of a query about corrections: those of the frozen period, and what the taking period sees of it (R29). */
export function correctionValuesOf({
  inputs,
  source,
  period,
}: {
  readonly inputs: CorrectionInputs;
  readonly source: CorrectionInputs['sources'][number];
  readonly period: CorrectedPeriod;
}): NamedValues {
  const values = valuesOf(period);
  const takers = inputs.takers.length > 0 ? inputs.takers : [{ period_id: NONE, run: NONE }];
  const releases = source.releases.length > 0 ? source.releases : [{ period_id: NONE, run: NONE }];
  return {
    ...values,
    bridge_version: inputs.bridge_version,
    taking_cutoff_ms: inputs.cutoff_at_ms,
    first_day: dayOf(values.period_start_ms),
    last_day: dayOf(values.period_end_ms - 1),
    parts: source.parts,
    arrival_runs: source.arrival_runs,
    ...flagValues(source.flags),
    taker_periods: takers.map(({ period_id }) => period_id),
    taker_runs: takers.map(({ run }) => run),
    takers: takers.map(({ period_id, run }) => `${period_id}/${run}`),
    release_periods: releases.map(({ period_id }) => period_id),
    release_runs: releases.map(({ run }) => run),
    releases: releases.map(({ period_id, run }) => `${period_id}/${run}`),
  };
}

/** The values of a query about a release: those of the frozen run, the later bridge, and what is not released (R10). */
export function releaseValuesOf({ flags, ...of }: ReleaseOf): NamedValues {
  return {
    ...valuesOf(of),
    release_version: String(of.bridgeVersion),
    earlier_runs: of.earlier.length === 0 ? [NONE] : of.earlier.map(releaseRun),
    correction_run: of.inputs.corrections?.run ?? NONE,
    ...flagValues(flags),
  };
}

function flagValues(sets: readonly FlagSet[]) {
  const flags = sets.length > 0 ? sets : [{ scope: NONE, run: NONE }];
  return {
    flag_scopes: flags.map(({ scope }) => scope),
    flag_runs: flags.map(({ run }) => run),
    flag_sets: flags.map(({ scope, run }) => `${scope}/${run}`),
  };
}

/** The values that the text of a query names, out of all there are. */
export function valuesNamedIn(sql: string, values: NamedValues): NamedValues {
  const names = new Set([...sql.matchAll(/\?\/\*(\w+)\*\//g)].map(([, name]) => name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.has(name)));
}

function versionOf(snapshot: { readonly version: number } | null): string {
  return snapshot === null ? NONE : String(snapshot.version);
}

function dayOf(milliseconds: number): string {
  return instantOf(milliseconds).slice(0, 10);
}

function boostText(boost: string): string {
  const decimal = parseDecimal(boost);
  const hundredths = decimal === undefined ? undefined : rescale(decimal, BOOST_SCALE);
  assertThat(hundredths !== undefined, `${boost} is no boost; a factor of at most two decimals is`);
  return hundredths.digits.toString();
}
