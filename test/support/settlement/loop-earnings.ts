import { earningsOf, LINE_SCALE } from '#close/earnings';
import { distributionDraft, distributionId, fundingDraft } from '#close/postings';
import { assertThat } from '#kernel/errors';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { formatUnits, LEDGER_SCALE, sumUnits, type Units } from '#kernel/money/units';
import type { Ledger } from '#ledger/ports';
import { requirePosted } from '#ledger/require-posted';
import { distributionDrafts, remittanceDrafts } from '#reports/postings';
import type { PayoutWorld } from '#test/support/payouts/payout-world';
import { aFreeze, aPeriod } from '#test/support/period-builders';
import { aReport } from '#test/support/report-builders';
import type { LoopBank } from '#test/support/settlement/loop-bank';
import type { memoryRemittances } from '#test/support/settlement/memory-register';
import type { mortalPorts } from '#test/support/settlement/mortal-ports';
import { EUR } from '#test/support/settlement/settlement-desk';
import type { Chances } from '#test/support/simulation/faults';

const CENT = 100_000_000n;
/** One in so many units of a provider's money is ours. */
const COMMISSION = 8n;
const TO_LINES = powerOfTen(LINE_SCALE - LEDGER_SCALE);
/** Months that may close in one life, the last first: all of them are over when it begins. */
const MONTHS = ['04', '03', '02', '01'];

interface Ports {
  readonly bank: LoopBank;
  readonly chances: Chances;
  readonly holders: readonly string[];
  readonly mortal: ReturnType<typeof mortalPorts>;
  readonly remittances: ReturnType<typeof memoryRemittances>;
  readonly world: PayoutWorld;
}

/** How holders come to money in the loop: by the postings of reports and of closes, each of which dies and is repeated. */
export function loopEarnings({ bank, chances, holders, mortal, remittances, world }: Ports) {
  const ledger = mortal.wrap<Ledger>(world.ledger, ['post', 'postInChunks', 'release']);
  /** What holders were credited with, and what of it nobody has approved yet. */
  const owed = new Map<string, Units>();
  const unapproved: { readonly id: string; readonly shares: ReadonlyMap<string, Units> }[] = [];
  let closed = 0;
  let approved = 0;

  const add = (shares: ReadonlyMap<string, Units>) => {
    for (const [holderId, units] of shares) owed.set(holderId, (owed.get(holderId) ?? 0n) + units);
  };
  /** Once, or twice as a state machine that lost the answer would. */
  const done = async (work: () => Promise<unknown>) => {
    await mortal.insist(work);
    if (chances.happens(0.2)) await mortal.insist(work);
  };
  const shared = (units: Units): ReadonlyMap<string, Units> => {
    const parts = holders.map((holderId) => [holderId, BigInt(1 + chances.below(5))] as const);
    const weights = sumUnits(parts.map(([, weight]) => weight));
    const shares = new Map(parts.map(([holderId, weight]) => [holderId, (units * weight) / weights] as const));
    const [first = ''] = holders;
    const rest = units - sumUnits([...shares.values()]);
    return shares.set(first, (shares.get(first) ?? 0n) + rest);
  };

  return {
    owed,
    counts: () => ({ closed, approved }),
    /** What a holder may be paid of: all that they were credited with, less what no second person has approved. */
    released: (holderId: string): Units =>
      (owed.get(holderId) ?? 0n) - sumUnits(unapproved.map(({ shares }) => shares.get(holderId) ?? 0n)),
    /** A report's money: our books have it at once, the bank shows it with its next statement. */
    async reportPays(): Promise<void> {
      const cents = holders.length * (3000 + chances.below(9000));
      const units = BigInt(cents) * CENT;
      const reportId = bank.remitted(cents);
      remittances.known.set(reportId, [{ units, currency: EUR }]);
      world.clock.advance(1);
      const at = world.clock.now();
      const amount = formatUnits(units);
      const remittance = { originalCurrency: 'EUR', currency: 'EUR', amount, statedBy: 'pat', statedAt: at };
      const payable = [{ currency: 'EUR', amount, rows: 1 }];
      const base = aReport(reportId);
      const totals = { ...base.totals, payable };
      const report = { ...base, effectiveAt: at, totals, sealedRemittances: [remittance] };
      const lines = [...shared(units)].map(([holderId, converted]) => {
        const commission = converted / COMMISSION;
        const holderAmount = converted - commission;
        return { holderId, batchId: 'b', currency: 'EUR', converted, commission, holderAmount, rows: 1 };
      });
      for (const draft of remittanceDrafts(report))
        await done(async () => requirePosted(draft.id, await ledger.post(draft)));
      for (const draft of distributionDrafts(report, lines))
        await done(async () => requirePosted(draft.id, await ledger.postInChunks(draft)));
      add(new Map(lines.map(({ holderId, holderAmount }) => [holderId, holderAmount])));
    },
    /** A month is shared out, and waits for a second person: it is owed, and none of it may be paid yet (R33). */
    async monthCloses(): Promise<void> {
      const month = MONTHS[closed];
      if (month === undefined) return;
      closed += 1;
      const units = BigInt(holders.length * (3000 + chances.below(9000))) * CENT;
      const residual = BigInt(chances.below(1000));
      const shares = shared(units - residual);
      const [first = ''] = holders;
      // Lines are finer than ledger units: what the first holder has of them beyond, nobody's track lacks.
      const fine = BigInt(chances.below(1_000_000));
      const held = 12_345n;
      const earnings = earningsOf({
        holders: [...shares].map(([holderId, share]) => ({
          holderId,
          amount: {
            digits: (share - (holderId === first ? held : 0n)) * TO_LINES + (holderId === first ? fine : 0n),
            scale: LINE_SCALE,
          },
        })),
        unattributed: [
          { trackId: 'T1', rightsType: 'label', amount: { digits: held * TO_LINES - fine, scale: LINE_SCALE } },
        ],
      });
      const amount = formatUnits(units);
      const freeze = aFreeze();
      const pool = { ...freeze.pool, currency: 'EUR', sharedRevenue: amount, pool: amount };
      const period = aPeriod(`DE_2025_${month}`);
      const funding = fundingDraft(period, { ...freeze, pool });
      const distribution = distributionDraft(period, { ...freeze, pool }, { earnings, residual });
      assertThat(funding !== undefined && distribution !== undefined, 'A pool of something is shared out');
      await done(async () => requirePosted(funding.id, await ledger.post(funding)));
      await done(async () =>
        requirePosted(distribution.id, await ledger.postInChunks(distribution, { until: 'validated' })),
      );
      const earned = new Map(earnings.holders.map(({ holderId, units: share }) => [holderId, share]));
      add(earned);
      unapproved.push({ id: distributionId(period.periodId), shares: earned });
    },
    /** A second person approves the month that has waited longest. */
    async monthIsApproved(): Promise<void> {
      const [next] = unapproved;
      if (next === undefined) return;
      const by = { actor: { subject: 'abel' }, reason: 'approved' };
      await done(async () => requirePosted(next.id, await ledger.release(next.id, by)));
      unapproved.shift();
      approved += 1;
    },
  };
}
