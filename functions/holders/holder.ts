/** A rights holder as a file says it. Rates and thresholds are decimal strings, never numbers. */
export interface HolderContent {
  readonly holderId: string;
  readonly name: string;
  /** What the holder is, as dropped: artist, label, publisher, … */
  readonly kind: string;
  /** ISO 4217 code of the payout currency. */
  readonly currency: string;
  /** ISO 3166 alpha-2. */
  readonly country: string;
  /** The holder's own rate, `0` … `1` (`0.15` = 15 %); absent: the plan's counts (R24). */
  readonly commissionRate?: string;
  readonly plan?: string;
  readonly payoutMethod: string;
  /** Least payable amount in major units of `currency` (R32); `0` when none was dropped. */
  readonly payoutThreshold: string;
}

/** A rights holder in force. */
export interface Holder extends HolderContent {
  /** 1, 2, 3, …: one more for each change. */
  readonly version: number;
}

export interface PlanContent {
  readonly plan: string;
  /** `0` … `1`. */
  readonly commissionRate: string;
}

/** A subscription plan in force. */
export interface Plan extends PlanContent {
  readonly version: number;
}
