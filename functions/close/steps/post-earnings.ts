import { storedUnits } from '#close/amount';
import { correctionEarningsOf } from '#close/correction-earnings';
import { type Earnings, earningsOf, NO_EARNINGS } from '#close/earnings';
import type { Period, PeriodFreeze, PeriodPosting, PeriodProof } from '#close/period';
import type { TotalsReader } from '#close/ports';
import { approvalDigest, distributionDraft, distributionId, fundingDraft } from '#close/postings';
import { type ChangePorts, changePeriod, requirePeriod } from '#close/steps/change-period';
import { assertThat } from '#kernel/errors';
import { parseDecimal, rescale } from '#kernel/money/decimal';
import { formatUnits, LEDGER_SCALE, type Units } from '#kernel/money/units';
import type { Ledger } from '#ledger/ports';
import { requirePosted } from '#ledger/require-posted';

export interface PostEarningsPorts extends ChangePorts {
  readonly ledger: Pick<Ledger, 'post' | 'postInChunks'>;
  readonly totals: TotalsReader;
}

/**
 * Fills the pool's clearing account and distributes it: corrections of frozen periods (R29), then holders, what nobody claims yet, residual
 * (R10, R15, R16, R30). All of it stands then, and none of it is available before the period is approved (R33). `proof` is absent where nothing was attributed: the pool then carries whole (R13, R18). Safe to repeat: every transaction's id is derived
 * from the period (R28). Throws `LedgerRefused`.
 */
export async function postEarnings(
  ports: PostEarningsPorts,
  { periodId, proof: proven }: { readonly periodId: string; readonly proof?: PeriodProof | undefined },
): Promise<PeriodPosting> {
  const period = await requirePeriod(ports.register, periodId);
  const { freeze, posting } = period;
  if (posting !== undefined) return posting;
  assertThat(freeze !== undefined, `${periodId} is ${period.state}; only a FROZEN period posts`);
  const proof = proven ?? carriedWhole(freeze);
  const earnings = proof.totalsKey === undefined ? NO_EARNINGS : earningsOf(await ports.totals.read(proof.totalsKey));
  const residual = residualOf(period, proof);
  const funding = fundingDraft(period, freeze);
  const { corrections } = freeze.pool;
  const corrected =
    corrections === undefined
      ? undefined
      : correctionEarningsOf(await ports.totals.readCorrections(corrections.totalsKey));
  const distribution = distributionDraft(period, freeze, { earnings, residual, corrected });
  if (funding !== undefined) requirePosted(funding.id, await ports.ledger.post(funding));
  if (distribution !== undefined) {
    requirePosted(distribution.id, await ports.ledger.postInChunks(distribution, { until: 'validated' }));
  }
  return record(ports, { period, freeze, proof, earnings, residual });
}

async function record(
  ports: PostEarningsPorts,
  {
    period: { periodId },
    freeze,
    proof,
    earnings,
    residual,
  }: {
    readonly period: Period;
    readonly freeze: PeriodFreeze;
    readonly proof: PeriodProof;
    readonly earnings: Earnings;
    readonly residual: Units;
  },
): Promise<PeriodPosting> {
  const posting: PeriodPosting = {
    postingId: distributionId(periodId),
    postedAt: ports.clock.now(),
    attributed: formatUnits(earnings.attributedUnits),
    unattributed: formatUnits(earnings.unattributedUnits),
    residual: formatUnits(residual),
    digest: approvalDigest({ periodId, freeze, proof }),
  };
  const { attributed, unattributed } = posting;
  const changed = await changePeriod(ports, {
    periodId,
    change: (current) => (current.posting === undefined ? { proof, posting } : undefined),
    event: {
      step: 'PostEarnings',
      note: `Posted ${attributed} ${freeze.pool.currency} to ${earnings.holders.length} holders, ${unattributed} to holding; ${posting.residual} is left for the next pool`,
    },
  });
  return changed.posting ?? posting;
}

/** Nothing is attributed: the whole pool is residual. */
function carriedWhole({ run, pool }: PeriodFreeze): PeriodProof {
  return { run, attributed: formatUnits(0n), unattributed: formatUnits(0n), residual: pool.pool };
}

function residualOf({ periodId, freeze }: Period, { residual }: PeriodProof): Units {
  const decimal = parseDecimal(residual);
  const units = decimal === undefined ? undefined : rescale(decimal, LEDGER_SCALE)?.digits;
  assertThat(
    units !== undefined && (units >= 0n || units === storedUnits(freeze?.pool.pool ?? '')),
    `${periodId} has a residual of ${residual}; it is at least zero, and in whole ledger units (R15)`,
  );
  return units;
}
