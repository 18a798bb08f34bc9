import { attribute } from '#attribution/steps/attribute';
import { countQualified } from '#attribution/steps/count-qualified';
import { prove } from '#attribution/steps/prove';
import type { PeriodProof } from '#close/period';
import { awaitApproval } from '#close/steps/await-approval';
import { awaitPreviousPeriod } from '#close/steps/await-previous-period';
import { beginCutoff } from '#close/steps/begin-cutoff';
import { beginReconciling } from '#close/steps/begin-reconciling';
import { requirePeriod } from '#close/steps/change-period';
import { confirmRevenue } from '#close/steps/confirm-revenue';
import { determinePeriodPool } from '#close/steps/determine-pool';
import { ensureOpen } from '#close/steps/ensure-open';
import { freezePool } from '#close/steps/freeze-pool';
import { postEarnings } from '#close/steps/post-earnings';
import { proveLedger } from '#close/steps/prove-ledger';
import { releaseEarnings } from '#close/steps/release-earnings';
import { checkDrain } from '#plays/steps/check-drain';
import { flagFraud } from '#plays/steps/flag-fraud';
import { sealPlays } from '#plays/steps/seal-plays';
import { startDrain } from '#plays/steps/start-drain';
import type { Platform } from '#test/support/simulation/platform';

/** What a state machine offers to the order of its states. */
export interface Machine {
  /** Runs a function as a Task does: again on an error, for some errors never. */
  readonly task: <Answer>(step: () => Promise<Answer>) => Promise<Answer>;
  readonly until: (isTrue: () => boolean) => Promise<void>;
  /** A Task that hands out a token and goes on when somebody answers it; after a day without, it hands out another. */
  readonly waiting: (step: (taskToken: string) => Promise<unknown>) => Promise<void>;
  readonly compact: () => Promise<void>;
}

/** The states of `close-period`, in its order, over the real steps. */
export async function executeClose(
  { task, until, waiting, compact }: Machine,
  platform: Platform,
  { periodId, attempt }: { readonly periodId: string; readonly attempt: number },
): Promise<void> {
  const { close, count, clock } = platform;
  const period = await task(() => ensureOpen(close, periodId));
  if (period.state === 'PAID') return;
  if (period.state === 'OPEN' || period.state === 'CUTOFF') {
    await until(() => clock.now() >= period.cutoff_at);
    await task(() => beginCutoff(close, periodId));
    const drainId = `${periodId}-${attempt}`;
    await task(() => startDrain({ drainId, cutoffAt: period.cutoff_at }, platform.drain));
    for (;;) if ((await task(() => checkDrain(drainId, platform.drain))).isDrained) break;
    await compact();
    const request = {
      periodId,
      countryId: period.country,
      periodStartMs: period.period_start_ms,
      periodEndMs: period.period_end_ms,
      cutoffAtMs: period.cutoff_at_ms,
    };
    const { manifestKey, manifestHash, ...counts } = await task(() => sealPlays(request, platform.seal));
    const seal = { playManifestKey: manifestKey, playManifestHash: manifestHash, ...counts };
    await task(() => beginReconciling(close, { periodId, seal }));
  }
  await reconcile();
  const { freeze } = await requirePeriod(close.register, periodId);
  let proof: PeriodProof | undefined;
  if (freeze?.perStreamRate !== undefined) {
    const { run } = freeze;
    await task(() => attribute({ periodId, run }, platform.attribution));
    const proven = await task(() => prove({ periodId, run }, platform.attribution));
    proof = {
      run,
      totalsKey: proven.totals_key,
      attributed: proven.attributed,
      unattributed: proven.unattributed,
      residual: proven.residual,
      closeReportKey: proven.close_report_key,
      closeReportHash: proven.close_report_hash,
    };
  }
  await task(() => postEarnings(close, { periodId, proof }));
  await task(() => proveLedger(close, periodId));
  do await waiting((taskToken) => awaitApproval(close, { periodId, taskToken }));
  while ((await task(() => releaseEarnings(close, periodId))).outcome !== 'released');

  /** From a sealed period to a frozen one; a pool whose inputs changed is determined again. */
  async function reconcile(): Promise<void> {
    if (period.state !== 'FROZEN') {
      await task(() => flagFraud({ periodId, attempt: String(attempt), terms: platform.terms }, platform.flags));
      await waiting((taskToken) => confirmRevenue(close, { periodId, taskToken }));
    }
    for (;;) {
      if (period.state === 'FROZEN') {
        await task(() => freezePool(close, { periodId, attempt }));
        return;
      }
      await waiting((taskToken) => awaitPreviousPeriod(close, { periodId, taskToken }));
      const determined = await task(() => determinePeriodPool(close, { periodId }));
      if (determined.outcome === 'waiting') continue;
      const { policy, pool } = determined;
      const request = {
        periodId,
        run: String(attempt),
        policy,
        pool: pool.pool,
        currency: pool.currency,
        revenueVersion: pool.revenueVersion,
      };
      const counted = await task(() => countQualified(request, count));
      const counts = {
        qualifiedPlays: counted.qualified_plays,
        fraudPlays: counted.fraud_plays,
        inputManifestKey: counted.input_manifest_key,
        inputManifestHash: counted.input_manifest_hash,
      };
      const frozen = await task(() => freezePool(close, { periodId, attempt, inputs: { pool, counted: counts } }));
      if (frozen.outcome === 'frozen') return;
    }
  }
}
