import { storedUnits } from '#close/amount';
import type { Period, PeriodFreeze, PeriodPool } from '#close/period';
import { hasReached } from '#close/period-state';
import { mintRate } from '#close/pool';
import { type ChangePorts, nextRevision, requirePeriod } from '#close/steps/change-period';
import { assertThat } from '#kernel/errors';

/** What was counted over the sealed plays, and the manifest of every input of the period. */
export interface CountedPlays {
  readonly qualifiedPlays: number;
  readonly fraudPlays: number;
  readonly inputManifestKey: string;
  readonly inputManifestHash: string;
}

export interface FreezeRequest {
  readonly periodId: string;
  readonly attempt: number;
  /** Absent when an attempt comes to a period that a former one froze. */
  readonly inputs?: { readonly pool: PeriodPool; readonly counted: CountedPlays } | undefined;
}

export type FreezeResult =
  | { readonly outcome: 'frozen'; readonly freeze: PeriodFreeze; readonly period: Period }
  /** The revenue that was counted is not the current one any more: nothing is frozen, and the pool is determined again. */
  | { readonly outcome: 'revenue-changed' };

/**
 * RECONCILING → FROZEN: pool, rate, exact pair and the hash of the input manifest in one write, under the condition that none was
 * ever written and that the revenue is still the one that was counted (R14, R21). Any further freeze answers with the first.
 */
export async function freezePool(ports: ChangePorts, request: FreezeRequest): Promise<FreezeResult> {
  for (;;) {
    const period = await requirePeriod(ports.register, request.periodId);
    if (period.freeze !== undefined) return { outcome: 'frozen', freeze: period.freeze, period };
    const { inputs } = request;
    assertThat(
      inputs !== undefined && hasReached(period.state, 'RECONCILING'),
      `${period.periodId} is ${period.state}; only a RECONCILING period with a pool and its counts can freeze`,
    );
    const frozenAt = ports.clock.now();
    const freeze = freezeOf({ ...inputs, run: String(request.attempt), frozenAt, period });
    const next = nextRevision(
      period,
      { state: 'FROZEN', freeze, waitingFor: undefined, taskToken: undefined },
      ports.clock,
    );
    const outcome = await ports.register.freeze(next, eventOf(freeze), freeze.pool.revenueVersion);
    if (outcome === 'frozen') return { outcome, freeze, period: next };
    if (outcome === 'revenue-changed') return { outcome };
  }
}

function freezeOf({
  pool,
  counted,
  run,
  frozenAt,
  period,
}: {
  readonly pool: PeriodPool;
  readonly counted: CountedPlays;
  readonly run: string;
  readonly frozenAt: PeriodFreeze['frozenAt'];
  readonly period: Period;
}): PeriodFreeze {
  const { qualifiedPlays, fraudPlays } = counted;
  const plays = period.seal?.plays ?? 0;
  assertThat(
    qualifiedPlays + fraudPlays <= plays,
    `${period.periodId} counts ${qualifiedPlays} qualified and ${fraudPlays} fraud plays of ${plays} sealed ones`,
  );
  return { frozenAt, run, pool, ...counted, ...mintRate({ pool: storedUnits(pool.pool), qualifiedPlays }) };
}

function eventOf({ pool, qualifiedPlays, perStreamRate, inputManifestHash, frozenAt }: PeriodFreeze) {
  const rate = perStreamRate === undefined ? 'no rate: the pool carries whole' : `${perStreamRate} a play`;
  return {
    step: 'FreezePool',
    at: frozenAt,
    note: `RECONCILING → FROZEN: ${pool.pool} ${pool.currency} over ${qualifiedPlays} qualified plays, ${rate}; inputs ${inputManifestHash}`,
  };
}
