import { z } from 'zod';
import { CORRECTION_KINDS, type CorrectionRows } from '#attribution/corrections';
import type { PeriodFindings } from '#attribution/period-findings';
import type { AttributionLine } from '#attribution/ports';
import type { LineFigures, RateTotals, UnattributedTotal } from '#attribution/run-figures';

type Row = Readonly<Record<string, string>>;

const whole = z
  .string()
  .regex(/^-?\d+$/)
  .transform(Number);
const rightsRow = z.object({
  finding: z.enum(['overlap', 'short', 'gap', 'unnamed-type']),
  track_id: z.string(),
  rights_type: z.string(),
  from_ms: whole,
  to_ms: whole,
  share_sum: z.string(),
});
const weightRow = z.object({
  finding: z.enum(['sum', 'none']),
  from_ms: whole,
  to_ms: whole,
  weight_sum: z.string(),
  plays: whole,
});
const ratesRow = z.object({
  plays: whole,
  earned: z.string(),
  base_rate: z.string(),
  own_rates: whole,
  rate_min: z.string(),
  rate_max: z.string(),
});
const proofRow = z.object({
  line_count: whole,
  groups_off: whole,
  groups_below_zero: whole,
  attributed: z.string(),
  hash_sum: z.string(),
});
const unattributedRow = z.object({
  track_id: z.string(),
  rights_type: z.string(),
  reason: z.string(),
  plays: whole,
  amount: z.string(),
});
const lineRow = z.object({
  play_id: z.string(),
  track_id: z.string(),
  played_at_ms: whole,
  rights_holder_id: z.string(),
  rights_type: z.string(),
  snapshot_share: z.string(),
  rate: z.string(),
  payout: z.string(),
});

const correctionRow = z.object({
  row_kind: z.enum(['earned', 'plays']),
  source_period_id: z.string(),
  kind: z.enum(CORRECTION_KINDS),
  rights_holder_id: z.string(),
  track_id: z.string(),
  rights_type: z.string(),
  row_count: whole,
  amount: z.string(),
});

/** What `correction-totals.sql` answers. */
export function correctionRowsOf(rows: readonly Row[]): CorrectionRows {
  const parsed = rows.map((row) => correctionRow.parse(row));
  return {
    earned: parsed
      .filter(({ row_kind }) => row_kind === 'earned')
      .map((row) => ({
        source_period_id: row.source_period_id,
        kind: row.kind,
        rights_holder_id: row.rights_holder_id,
        track_id: row.track_id,
        rights_type: row.rights_type,
        lines: row.row_count,
        amount: row.amount,
      })),
    plays: parsed
      .filter(({ row_kind }) => row_kind === 'plays')
      .map(({ source_period_id: source, kind, row_count: plays, amount: rates }) => ({ source, kind, plays, rates })),
  };
}

/** What `rights-findings.sql` and `weight-findings.sql` answer. */
export function findingsOf(rights: readonly Row[], weights: readonly Row[]): PeriodFindings {
  return {
    rights: rights.map((row) => {
      const { finding, track_id, rights_type, from_ms, to_ms, share_sum } = rightsRow.parse(row);
      return { finding, trackId: track_id, rightsType: rights_type, fromMs: from_ms, toMs: to_ms, shareSum: share_sum };
    }),
    weights: weights.map((row) => {
      const { finding, from_ms, to_ms, weight_sum, plays } = weightRow.parse(row);
      return { finding, fromMs: from_ms, toMs: to_ms, weightSum: weight_sum, plays };
    }),
  };
}

/** What `rate-totals.sql` answers. */
export function rateTotalsOf([row]: readonly Row[]): RateTotals {
  const { plays, earned, base_rate, own_rates, rate_min, rate_max } = ratesRow.parse(row);
  return { plays, earned, baseRate: base_rate, ownRates: own_rates, rateMin: rate_min, rateMax: rate_max };
}

/** What `line-proof.sql` answers. */
export function lineFiguresOf([row]: readonly Row[]): LineFigures {
  const { line_count, groups_off, groups_below_zero, attributed, hash_sum } = proofRow.parse(row);
  return {
    lines: line_count,
    attributed,
    groupsOff: groups_off,
    groupsBelowZero: groups_below_zero,
    hashSum: hash_sum,
  };
}

/** One row of `unattributed-totals.sql`. */
export function unattributedOf(row: Row): UnattributedTotal {
  const { track_id, rights_type, ...rest } = unattributedRow.parse(row);
  return { trackId: track_id, rightsType: rights_type, ...rest };
}

/** One row of `lines-page.sql`. */
export function lineOf(row: Row): AttributionLine {
  const line = lineRow.parse(row);
  return {
    playId: line.play_id,
    trackId: line.track_id,
    playedAtMs: line.played_at_ms,
    rightsHolderId: line.rights_holder_id,
    rightsType: line.rights_type,
    snapshotShare: line.snapshot_share,
    rate: line.rate,
    payout: line.payout,
  };
}
