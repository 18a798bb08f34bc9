import { storedUnits } from '#close/amount';
import type {
  CorrectionTaken,
  Period,
  PeriodEvent,
  PeriodPayout,
  PeriodPool,
  PeriodPosting,
  PeriodSeal,
} from '#close/period';
import type { PeriodBody } from '#close/period-body';
import { formatUnits, sumUnits } from '#kernel/money/units';

/** All that is recorded of a period. */
export interface PeriodRecord {
  readonly period: Period;
  readonly events: readonly PeriodEvent[];
  readonly correctionsOut: readonly CorrectionTaken[];
  readonly payouts: readonly PeriodPayout[];
}

/** A period as the API shows it. */
export function periodBodyOf({ period, events, correctionsOut, payouts }: PeriodRecord): PeriodBody {
  const { seal, freeze, posting, approval } = period;
  return {
    period_id: period.periodId,
    country: period.country,
    month: period.month,
    state: period.state,
    waiting_for: period.waitingFor?.for ?? null,
    waiting_detail: period.waitingFor?.detail ?? null,
    policy: period.policy,
    period_start: period.periodStart,
    period_end: period.periodEnd,
    cutoff_at: period.cutoffAt,
    ...poolOf(freeze?.pool),
    corrections_in: correctionsIn(freeze?.pool),
    corrections_out: correctionsOut.map(({ periodId, ...rest }) => ({ period_id: periodId, ...rest })),
    plays: seal?.plays ?? null,
    qualified_plays: freeze?.qualifiedPlays ?? null,
    fraud_plays: freeze?.fraudPlays ?? null,
    late_plays: seal === undefined ? null : latePlaysOf(seal, correctionsOut),
    quarantined_plays: seal?.quarantinedPlays ?? null,
    duplicate_plays: seal?.duplicatePlays ?? null,
    per_stream_rate: freeze?.perStreamRate ?? null,
    rate_meaning: freeze?.perStreamRate === undefined ? null : period.policy === 'pro_rata' ? 'every_play' : 'average',
    rate_pair:
      freeze?.ratePair === undefined
        ? null
        : { pool: freeze.ratePair.dividend, qualified_plays: freeze.ratePair.divisor },
    attributed: posting?.attributed ?? null,
    unattributed: posting?.unattributed ?? null,
    residual: posting?.residual ?? null,
    drift: freeze === undefined || posting === undefined ? null : driftOf(freeze.pool, posting),
    frozen_at: freeze?.frozenAt ?? null,
    paid_at: period.paidAt ?? null,
    play_manifest_hash: seal?.playManifestHash ?? null,
    input_manifest_hash: freeze?.inputManifestHash ?? null,
    close_report_hash: period.proof?.closeReportHash ?? null,
    posting_id: posting?.postingId ?? null,
    approval:
      posting?.provenAt === undefined
        ? null
        : {
            digest: posting.digest,
            approved_by: approval?.approvedBy ?? null,
            approved_at: approval?.approvedAt ?? null,
          },
    payout_runs: payouts.map(({ payoutRunId, ...rest }) => ({ payout_run_id: payoutRunId, ...rest })),
    asked_by: [...period.askedBy],
    attempt: period.attempt,
    timeline: events.map((event) => ({ ...event, actor: event.actor ?? null })),
  };
}

function correctionsIn(pool: PeriodPool | undefined): PeriodBody['corrections_in'] {
  const plays = (pool?.corrections?.sources ?? []).map(({ sourcePeriodId, ...rest }) => ({
    period_id: sourcePeriodId,
    ...rest,
  }));
  const chargebacks = (pool?.chargebacks ?? []).map(({ sourcePeriodId, amount }) => ({
    period_id: sourcePeriodId,
    kind: 'chargeback' as const,
    plays: 0,
    amount,
  }));
  return [...plays, ...chargebacks];
}

function poolOf(pool: PeriodPool | undefined) {
  return {
    currency: pool?.currency ?? null,
    collected_revenue: pool?.collectedRevenue ?? null,
    pool_share: pool?.poolShare ?? null,
    carry: pool?.carry ?? null,
    adjustments: pool?.adjustments ?? null,
    pool: pool?.pool ?? null,
  };
}

/** Those known at the seal, or all that later periods took: more may have come since. */
function latePlaysOf({ latePlays }: PeriodSeal, correctionsOut: readonly CorrectionTaken[]): number {
  const late = correctionsOut.filter(({ kind }) => kind === 'late');
  return Math.max(
    latePlays,
    late.reduce((sum, { plays }) => sum + plays, 0),
  );
}

/** What the pool and its parts differ by; exactly zero, or the close had stopped (R16). */
function driftOf({ pool }: PeriodPool, { attributed, unattributed, residual }: PeriodPosting): string {
  return formatUnits(storedUnits(pool) - sumUnits([attributed, unattributed, residual].map(storedUnits)));
}
