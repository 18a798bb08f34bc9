import type { CountryPeriod } from '#kernel/market/country-period';
import type { Instant } from '#kernel/time/clock';

/** A run of a country-period in the lake. */
export interface PeriodRun {
  readonly periodId: string;
  readonly run: string;
}

export interface SurfaceSkips {
  /** A play's context: playlist, algorithmic, search or radio. */
  readonly surface: string;
  readonly plays: bigint;
  readonly skips: bigint;
}

/** The best paid holders up to a percentage of all paid ones; amounts are decimals of 20 fraction digits. */
export interface ConcentrationMark {
  readonly percent: number;
  readonly holders: number;
  readonly topHolders: number;
  readonly amount: string;
  readonly total: string;
}

/** What one share of a track earned while its deal was in force. */
export interface TrackEarning {
  readonly rightsType: string;
  readonly rightsHolderId: string;
  readonly snapshotShare: string;
  readonly plays: bigint;
  readonly firstPlayedAt: Instant;
  readonly lastPlayedAt: Instant;
  /** 20 fraction digits. */
  readonly amount: string;
}

/** What the lines of one country-period come to for one holder; `trackId` is empty unless asked by track. */
export interface PeriodEarningRow {
  readonly periodId: string;
  readonly trackId: string;
  readonly lines: number;
  /** 20 fraction digits; below zero where more was taken back than earned. */
  readonly amount: string;
}

/** How long after they were played the sealed plays of a country-period arrived; whole seconds. */
export interface ArrivalLag {
  readonly periodId: string;
  readonly plays: number;
  readonly p50Seconds: number;
  readonly p95Seconds: number;
  readonly p99Seconds: number;
  readonly maxSeconds: number;
  readonly withinMinute: number;
  readonly withinHour: number;
  readonly withinDay: number;
}

/** Who earned something in a country-period, and who of them less than a floor; amounts have 20 fraction digits. */
export interface LongTail {
  readonly periodId: string;
  readonly kind: 'holder' | 'track';
  readonly earners: number;
  readonly earned: string;
  readonly earnersBelow: number;
  readonly earnedBelow: string;
}

/** The lake's answers to the trade's questions. */
export interface AnalyticsLake {
  skips(seals: readonly PeriodRun[]): Promise<readonly SurfaceSkips[]>;
  arrivalLag(seals: readonly PeriodRun[]): Promise<readonly ArrivalLag[]>;
  longTail(question: { readonly lines: readonly PeriodRun[]; readonly floor: string }): Promise<readonly LongTail[]>;
  concentration(lines: PeriodRun): Promise<readonly ConcentrationMark[]>;
  trackEarnings(lines: PeriodRun & { readonly trackId: string }): Promise<readonly TrackEarning[]>;
  /** By the runs that count: of attribution, of releases and of corrections. */
  periodEarnings(question: {
    readonly holderId: string;
    readonly byTrack: boolean;
    readonly attributed: readonly PeriodRun[];
    readonly released: readonly PeriodRun[];
    readonly corrected: readonly PeriodRun[];
  }): Promise<readonly PeriodEarningRow[]>;
  /** Plays of thirty seconds and more that arrived before `asOf`, sealed or not. */
  playsSoFar(question: { readonly period: CountryPeriod; readonly asOf: Instant }): Promise<bigint>;
  /** Of the sealed plays of thirty seconds and more, those that had arrived before an instant. */
  playsArrivedBefore(question: PeriodRun & { readonly before: Instant }): Promise<bigint>;
}
