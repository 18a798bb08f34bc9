import { storedUnits } from '#close/amount';
import { type EarningTotals, LINE_SCALE } from '#close/earnings';
import type { PeriodFreeze, PeriodProof } from '#close/period';
import type { CloseExecutions } from '#close/ports';
import { approvePeriod } from '#close/steps/approve-period';
import { awaitApproval } from '#close/steps/await-approval';
import { awaitPreviousPeriod } from '#close/steps/await-previous-period';
import { beginCutoff } from '#close/steps/begin-cutoff';
import { beginReconciling } from '#close/steps/begin-reconciling';
import { confirmRevenue } from '#close/steps/confirm-revenue';
import { determinePeriodPool } from '#close/steps/determine-pool';
import { ensureOpen } from '#close/steps/ensure-open';
import { freezePool } from '#close/steps/freeze-pool';
import { postEarnings } from '#close/steps/post-earnings';
import { proveLedger } from '#close/steps/prove-ledger';
import { releaseEarnings } from '#close/steps/release-earnings';
import { startClose } from '#close/steps/start-close';
import { parseCurrency } from '#kernel/money/currency';
import { formatDecimal } from '#kernel/money/decimal';
import { formatUnits, type Units } from '#kernel/money/units';
import { type Clock, type Instant, instantOf } from '#kernel/time/clock';
import type { TransactionDraft } from '#ledger/journal-transaction';
import type { ChunkOptions, LedgerRelease } from '#ledger/ports';
import type { RevenueBook } from '#revenue/ports';
import { memoryAdjustments } from '#test/support/adjustment-memory';
import { aClock, aLedger } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { aSeal } from '#test/support/period-builders';
import { memoryPeriods } from '#test/support/period-memory';

/** One play: who gets which part of its rate, in 10⁻¹⁰; what is missing to the whole is nobody's. */
export interface SharedPlay {
  readonly trackId: string;
  readonly shares: Readonly<Record<string, bigint>>;
}

export interface WorldMonth {
  /** Absent: nobody has said yet. */
  readonly revenue?: string;
  readonly plays: readonly SharedPlay[];
}

/** The process dies here; the state machine is started anew. */
export class ProcessDied extends Error {}

const WHOLE = 10n ** 10n;

/** A country whose months close one after the other, every port in memory; `onWrite` sees, and may kill, every write. */
export function closeWorld(
  months: Readonly<Record<string, WorldMonth>>,
  onWrite: (write: () => void) => void = (write) => write(),
) {
  const revenue = new Map<string, { readonly version: number; readonly total: string }>(
    Object.entries(months).flatMap(([periodId, month]) =>
      month.revenue === undefined ? [] : [[periodId, { version: 1, total: month.revenue }] as const],
    ),
  );
  const clock = aClock(instantOf(Date.parse('2025-08-01T00:00:00Z')));
  const store = new InMemoryLedgerStore();
  const { ledger } = aLedger(store, clock);
  const mortal =
    <Args extends readonly unknown[], Answer>(write: (...args: Args) => Promise<Answer>) =>
    async (...args: Args) => {
      onWrite(() => undefined);
      const outcome = await write(...args);
      onWrite(() => undefined);
      return outcome;
    };
  const dying = {
    ...ledger,
    post: mortal((draft: TransactionDraft) => ledger.post(draft)),
    postInChunks: mortal((draft: TransactionDraft, options?: ChunkOptions) => ledger.postInChunks(draft, options)),
    release: mortal((id: string, by: LedgerRelease) => ledger.release(id, by)),
  };
  const woken: string[] = [];
  const started: string[] = [];
  const executions: CloseExecutions = {
    start: async ({ periodId, attempt }) => void started.push(`${periodId}-${attempt}`),
    isRunning: async () => false,
    wake: async (token) => void woken.push(token),
  };
  const revenueBook: RevenueBook = {
    current: async (periodId) => {
      const found = revenue.get(periodId);
      return found === undefined ? undefined : ({ ...found, periodId, currency: parseCurrency('USD') } as never);
    },
    find: async () => undefined,
  };
  const { adjustments, take } = memoryAdjustments();
  const register = memoryPeriods({
    onWrite,
    revenueVersionOf: (periodId) => revenue.get(periodId)?.version,
    takeAdjustments: take,
  });
  const totals = new Map<string, EarningTotals>();
  const ports = {
    register,
    clock: clock as Clock,
    ledger: dying,
    revenue: revenueBook,
    adjustments,
    executions,
    totals: {
      read: async (key: string) => totals.get(key) ?? { holders: [], unattributed: [] },
      readCorrections: async () => {
        throw new Error('No period of this world takes corrections');
      },
    },
  };

  /** What attribution would prove of a frozen month, by the plain arithmetic of R16. */
  function prove(periodId: string, freeze: PeriodFreeze): PeriodProof {
    const plays = months[periodId]?.plays ?? [];
    const found = attributed(plays, storedUnits(freeze.perStreamRate ?? '0'));
    const totalsKey = `totals/${periodId}/${freeze.run}`;
    totals.set(totalsKey, found.totals);
    const residual = storedUnits(freeze.pool.pool) - found.rates;
    return {
      run: freeze.run,
      totalsKey,
      attributed: formatDecimal({ digits: found.attributed, scale: LINE_SCALE }),
      unattributed: formatDecimal({ digits: found.unattributed, scale: LINE_SCALE }),
      residual: formatUnits(residual),
      closeReportKey: `close_reports/${periodId}`,
      closeReportHash: 'c'.repeat(64),
    };
  }

  /** All that `close-period` does, in its order, with a second person who approves what they see. */
  async function execute(periodId: string, attempt: number): Promise<'paid' | 'waiting'> {
    const taskToken = `${periodId}-${attempt}`;
    await ensureOpen(ports, periodId);
    await beginCutoff(ports, periodId);
    const plays = months[periodId]?.plays.length ?? 0;
    await beginReconciling(ports, { periodId, seal: aSeal({ plays }) });
    if ((await confirmRevenue(ports, { periodId, taskToken })).outcome === 'waiting') return 'waiting';
    if ((await awaitPreviousPeriod(ports, { periodId, taskToken })).outcome === 'waiting') return 'waiting';
    const determined = await determinePeriodPool(ports, { periodId });
    if (determined.outcome === 'waiting') return 'waiting';
    const counted = {
      qualifiedPlays: plays,
      fraudPlays: 0,
      inputManifestKey: `input_manifests/${periodId}`,
      inputManifestHash: 'b'.repeat(64),
    };
    const frozen = await freezePool(ports, { periodId, attempt, inputs: { pool: determined.pool, counted } });
    if (frozen.outcome === 'revenue-changed') return 'waiting';
    const proof = frozen.freeze.perStreamRate === undefined ? undefined : prove(periodId, frozen.freeze);
    await postEarnings(ports, { periodId, proof });
    await proveLedger(ports, periodId);
    await awaitApproval(ports, { periodId, taskToken });
    const digest = (await register.find(periodId))?.posting?.digest ?? '';
    await approvePeriod(ports, { periodId, digest, subject: 'approver' });
    await awaitApproval(ports, { periodId, taskToken });
    return (await releaseEarnings(ports, periodId)).outcome === 'released' ? 'paid' : 'waiting';
  }

  return {
    ports,
    store,
    ledger,
    clock,
    revenue,
    woken,
    started,
    execute,
    /** Asks for a close and carries it out, starting anew as often as the process dies. */
    async close(periodId: string): Promise<'paid' | 'waiting'> {
      for (;;) {
        try {
          const asked = await startClose(ports, { periodId, subject: 'ops' });
          if ('kind' in asked) throw new Error(asked.detail);
          return await execute(periodId, asked.attempt);
        } catch (error) {
          if (!(error instanceof ProcessDied)) throw error;
        }
      }
    },
    async balance(account: string): Promise<Units> {
      return (await ledger.balance(account as never, { asOf: FAR, knownAt: FAR })).posted;
    },
    async available(account: string): Promise<Units> {
      return (await ledger.balance(account as never, { asOf: FAR, knownAt: FAR })).available;
    },
  };
}

const FAR: Instant = instantOf(Date.parse('2099-01-01T00:00:00Z'));

function attributed(plays: readonly SharedPlay[], rate: Units) {
  const holders = new Map<string, bigint>();
  const nobody = new Map<string, bigint>();
  for (const { trackId, shares } of plays) {
    let claimed = 0n;
    for (const [holderId, share] of Object.entries(shares)) {
      holders.set(holderId, (holders.get(holderId) ?? 0n) + rate * share);
      claimed += share;
    }
    if (claimed < WHOLE) nobody.set(trackId, (nobody.get(trackId) ?? 0n) + rate * (WHOLE - claimed));
  }
  const sum = (sums: ReadonlyMap<string, bigint>) => [...sums.values()].reduce((total, one) => total + one, 0n);
  return {
    totals: {
      holders: [...holders].map(([holderId, digits]) => ({ holderId, amount: { digits, scale: LINE_SCALE } })),
      unattributed: [...nobody].map(([trackId, digits]) => ({
        trackId,
        rightsType: 'artist',
        amount: { digits, scale: LINE_SCALE },
      })),
    },
    attributed: sum(holders),
    unattributed: sum(nobody),
    rates: rate * BigInt(plays.length),
  };
}

/** Plays of a few tracks whose shares leave remainders; part of one track is nobody's. */
export const somePlays = (count: number): readonly SharedPlay[] =>
  Array.from({ length: count }, (_, index) => {
    if (index % 3 === 0) return { trackId: 'T1', shares: { H1: 3_333_300_000n, H2: 6_666_700_000n } };
    if (index % 3 === 1) return { trackId: 'T2', shares: { H3: WHOLE } };
    return { trackId: 'T3', shares: { H1: 2_500_000_000n } };
  });

/** A hundred dollars that nobody shares evenly. */
export const A_MONTH: WorldMonth = { revenue: '100.0000000000', plays: somePlays(7) };
