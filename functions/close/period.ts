import type { PeriodState } from '#close/period-state';
import { assertThat } from '#kernel/errors';
import { type CountryPeriod, cutoffAt, parseCountryPeriod } from '#kernel/market/country-period';
import type { DistributionPolicy } from '#kernel/market/distribution-policy';
import { marketTermsOf } from '#kernel/market/market-terms';
import type { Instant } from '#kernel/time/clock';

/** What a close waits for that no clock brings: `fault` is a close that stopped, until somebody asks for it again. */
export const WAITS = ['revenue', 'previous_period', 'approval', 'fault'] as const;

export interface Wait {
  readonly for: (typeof WAITS)[number];
  /** One sentence: which, what, and what would be right. */
  readonly detail: string;
  readonly since: Instant;
}

/** What the cutoff sealed (R3): the play manifest by key and hash, and the counts of the period. */
export interface PeriodSeal {
  readonly playManifestKey: string;
  readonly playManifestHash: string;
  readonly plays: number;
  readonly latePlays: number;
  readonly quarantinedPlays: number;
  readonly duplicatePlays: number;
}

/** How a pool came to be (R13). Amounts are decimals of ledger scale; carry and adjustments may be below zero. */
export interface PeriodPool {
  readonly currency: string;
  readonly revenueVersion: number;
  readonly collectedRevenue: string;
  readonly poolShare: string;
  /** `round_half_even(collected_revenue × pool_share, minor unit)`. */
  readonly sharedRevenue: string;
  readonly carry: string;
  readonly adjustments: string;
  readonly pool: string;
  /** What `adjustments` are made of; absent where nothing happened to a frozen period (R29). */
  readonly corrections?: PoolCorrections;
  /** Chargebacks of frozen periods that the pool takes; absent where there is none. */
  readonly chargebacks?: readonly PoolChargeback[];
}

/** What an adjustment of a frozen period lowers a pool by (R13); ledger scale, above zero. */
export interface PoolChargeback {
  readonly adjustmentId: string;
  readonly sourcePeriodId: string;
  readonly amount: string;
}

/** Plays of a frozen period that another one takes: late ones that it pays, or flagged ones that it takes back (R29). */
export interface CorrectionOf {
  readonly sourcePeriodId: string;
  readonly kind: 'late' | 'recovered';
  readonly plays: number;
  /** What holders get for late plays, or, below zero, give back; ledger scale. */
  readonly amount: string;
}

/** What a pool takes from frozen periods, with the totals by holder behind it. */
export interface PoolCorrections {
  readonly run: string;
  readonly totalsKey: string;
  readonly totalsHash: string;
  /** What the pool moves by. */
  readonly amount: string;
  readonly sources: readonly CorrectionOf[];
}

/** A correction as the frozen period sees it. */
export interface CorrectionTaken extends Omit<CorrectionOf, 'sourcePeriodId' | 'kind'> {
  readonly kind: CorrectionOf['kind'] | 'chargeback';
  /** The period that took it. */
  readonly periodId: string;
}

/** What one payout run took of a period's earnings, in one currency; it counts from the day on which its files were sent. */
export interface PeriodPayout {
  readonly payoutRunId: string;
  readonly currency: string;
  readonly amount: string;
  readonly payments: number;
}

/** What the freeze fixed once and for all (R14). */
export interface PeriodFreeze {
  readonly frozenAt: Instant;
  /** The attempt whose counts and rates were frozen; attribution reads that run. */
  readonly run: string;
  readonly pool: PeriodPool;
  readonly qualifiedPlays: number;
  readonly fraudPlays: number;
  /** Pool ÷ qualified plays, truncated to 10 decimals; absent where nothing is attributed (R13, R18). */
  readonly perStreamRate?: string;
  /** The exact pair of that division, ledger units over plays. */
  readonly ratePair?: { readonly dividend: string; readonly divisor: string };
  readonly inputManifestKey: string;
  readonly inputManifestHash: string;
}

/** What the proof found: lines + unattributed + residual = pool, exactly (R16). Amounts are decimals of at most 20 fraction digits. */
export interface PeriodProof {
  readonly run: string;
  readonly totalsKey?: string;
  readonly attributed: string;
  readonly unattributed: string;
  readonly residual: string;
  readonly closeReportKey?: string;
  readonly closeReportHash?: string;
}

/** What stands in the ledger for the period. */
export interface PeriodPosting {
  readonly postingId: string;
  readonly postedAt: Instant;
  /** What holders, what nobody yet and what the next pool got, at ledger scale; with the pool they drift by nothing (R16). */
  readonly attributed: string;
  readonly unattributed: string;
  readonly residual: string;
  /** SHA-256 of what an approver approves: the posting and the close report behind it. */
  readonly digest: string;
  /** When the clearing account was found at exactly zero; before that nothing is approved. */
  readonly provenAt?: Instant;
}

/** A second person's word, bound to the digest of what was approved. */
export interface PeriodApproval {
  readonly digest: string;
  readonly approvedBy: string;
  readonly approvedAt: Instant;
}

/** A country-period and how far its close has come. Absent parts have not happened yet. */
export interface Period {
  readonly periodId: string;
  readonly country: string;
  /** `YYYY-MM`. */
  readonly month: string;
  readonly periodStart: Instant;
  readonly periodEnd: Instant;
  /** Fixed when the period's record is made; a play must have arrived before it (R1). */
  readonly cutoffAt: Instant;
  readonly state: PeriodState;
  /** May still change while the period is OPEN. */
  readonly policy: DistributionPolicy;
  /** Who asked for the close; none of them approves it. */
  readonly askedBy: readonly string[];
  /** Executions of `close-period` so far; each is named by the period and its number. */
  readonly attempt: number;
  readonly waitingFor?: Wait | undefined;
  /** The execution that waits for a person, if one does. */
  readonly taskToken?: string | undefined;
  readonly seal?: PeriodSeal;
  readonly freeze?: PeriodFreeze;
  readonly proof?: PeriodProof;
  readonly posting?: PeriodPosting;
  readonly approval?: PeriodApproval;
  readonly paidAt?: Instant;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
  /** 1, 2, 3, …: the optimistic lock. */
  readonly revision: number;
}

/** One line of a period's history. */
export interface PeriodEvent {
  readonly step: string;
  readonly at: Instant;
  readonly note: string;
  readonly actor?: string;
}

/** The period as it begins: OPEN, under its market's policy and grace. */
export function openPeriod(period: CountryPeriod, at: Instant): Period {
  const terms = marketTermsOf(period.country);
  return {
    ...period,
    cutoffAt: cutoffAt(period, terms.graceDays),
    state: 'OPEN',
    policy: terms.policy,
    askedBy: [],
    attempt: 0,
    createdAt: at,
    updatedAt: at,
    revision: 1,
  };
}

/** The country-period behind a record. */
export function countryPeriodOf({ periodId }: Pick<Period, 'periodId'>): CountryPeriod {
  const period = parseCountryPeriod(periodId);
  assertThat(period !== undefined, `${periodId} is recorded as a period, but is none`);
  return period;
}
