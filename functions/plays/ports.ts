import type { Instant } from '#kernel/time/clock';

/** One Parquet object of the lake as a manifest names it: whoever reads it again can tell that nothing changed. */
export interface LakeObject {
  /** Key in the lake bucket. */
  readonly key: string;
  readonly rows: number;
  readonly bytes: number;
  /** S3's checksum of the content, in quotes as S3 writes it and `IfMatch` takes it. */
  readonly etag: string;
}

/** What the cutoff of a country-period fixed, once (R3). */
export interface PlaySeal {
  readonly periodId: string;
  /** Partition of `plays_sealed` beside `period_id`; no other run of the period counts. */
  readonly run: string;
  readonly manifestKey: string;
  /** SHA-256 of the manifest's canonical JSON, hex. */
  readonly manifestHash: string;
  /** None, or one without a row, when the period has no play. */
  readonly objects: readonly LakeObject[];
  /** Plays of the month that arrived before the cutoff: the rows of `objects`. */
  readonly plays: number;
  /** Plays of the month that arrived after it and were known at the seal. */
  readonly latePlays: number;
  readonly quarantinedPlays: number;
  readonly duplicatePlays: number;
  readonly sealedAt: Instant;
}

/** The sealed plays: what a close reads, and nothing else. */
export interface PlaySeals {
  /** `undefined` before the seal is complete. */
  find(periodId: string): Promise<PlaySeal | undefined>;
}

/** Flags of one scope in force: a query over `fraud_flags` names exactly this `scope` and `run`. */
export interface FraudFlagSet {
  /** A period id, or `external`. */
  readonly scope: string;
  readonly run: string;
  /** Flags, of which a play may carry several. */
  readonly flags: number;
  readonly objects: readonly LakeObject[];
}

export interface FraudFlags {
  /**
   * The flags that count for a period if it froze now (R7): those that its rules found and those from outside; a set that does
   * not exist is left out. Later flags are R29.
   */
  sealedFor(periodId: string): Promise<readonly FraudFlagSet[]>;
}
