import type { CorrectionInputs } from '#attribution/correction-inputs';
import type { CorrectionRows } from '#attribution/corrections';
import type { SealedInputs } from '#attribution/sealed-inputs';

/** A frozen period whose late and flagged plays are taken, by what its freeze fixed. */
export interface CorrectedPeriod {
  readonly inputs: SealedInputs;
  readonly run: string;
}

/** Which releases moved held money of a period (R10), by bridge version. */
export interface ReleasedVersions {
  /** `open`: begun, so that its lines may still be written. */
  of(periodId: string): Promise<{ readonly done: readonly number[]; readonly open: number | undefined }>;
}

/** The lake's queries of corrections; the same rules as `AttributionLake`. */
export interface CorrectionLake {
  /** Writes the lines of late and of flagged plays of each period to the taking period's run, once. */
  writeCorrections(inputs: CorrectionInputs, periods: readonly CorrectedPeriod[]): Promise<void>;
  correctionRows(of: { readonly periodId: string; readonly run: string }): Promise<CorrectionRows>;
  /** Forgets what was written for a run; it may then be written again. */
  dropCorrections(of: { readonly periodId: string; readonly run: string }): Promise<void>;
}
