import type { ProvenTotals, RunFigures } from '#attribution/run-figures';
import { totalText } from '#attribution/run-figures';
import type { InputManifest } from '#attribution/sealed-inputs';
import { canonicalJson } from '#kernel/canonical-json';
import { sha256Hex } from '#kernel/digest';
import { compareUtf8 } from '#kernel/utf8-order';

/** The canonical close report (interfaces.md, Replay): one text for one set of sealed inputs, whatever run or engine made it. */
export function closeReportText(report: {
  readonly manifest: InputManifest;
  readonly manifestHash: string;
  readonly figures: RunFigures;
  readonly totals: ProvenTotals;
  readonly unnamedTypes: readonly string[];
}): string {
  const { manifest, manifestHash, figures, totals } = report;
  const { inputs, counts } = manifest;
  const { rates, lines } = figures;
  return canonicalJson({
    period_id: inputs.periodId,
    policy: inputs.policy,
    currency: inputs.currency,
    pool: inputs.pool,
    ...(inputs.corrections !== undefined && {
      adjustments: inputs.corrections.amount,
      corrections_hash: inputs.corrections.sha256,
    }),
    input_manifest_hash: manifestHash,
    play_manifest_hash: inputs.plays.manifestHash,
    counts: {
      plays: counts.plays,
      qualified_plays: counts.qualifiedPlays,
      fraud_plays: counts.fraudPlays,
      ineligible_plays: counts.ineligiblePlays,
      late_plays: inputs.plays.latePlays,
      quarantined_plays: inputs.plays.quarantinedPlays,
      duplicate_plays: inputs.plays.duplicatePlays,
      lines: lines.lines,
    },
    rates: {
      base_rate: rates.baseRate,
      own_rates: rates.ownRates,
      rate_min: rates.rateMin,
      rate_max: rates.rateMax,
      earned: rates.earned,
    },
    attributed: totals.attributed,
    unattributed: totals.unattributed,
    residual: totals.residual,
    holders: sortedHolders(figures).map(({ rightsHolderId, amount }) => ({
      rights_holder_id: rightsHolderId,
      amount: totalText(amount),
    })),
    unattributed_by_track: sortedUnattributed(figures).map(({ trackId, rightsType, reason, plays, amount }) => ({
      track_id: trackId,
      rights_type: rightsType,
      reason,
      plays,
      amount: totalText(amount),
    })),
    unnamed_rights_types: report.unnamedTypes.toSorted(compareUtf8),
    lines_digest: linesDigest(lines),
  });
}

/** An order-independent digest of all lines: the number of lines, their sum, and a sum of their hashes. */
export function linesDigest(lines: {
  readonly lines: number;
  readonly attributed: string;
  readonly hashSum: string;
}): string {
  return sha256Hex(`${lines.lines} ${lines.attributed} ${lines.hashSum}`);
}

/** Where a close report stands in the lake. */
export function closeReportKey(periodId: string, hash: string): string {
  return `close_reports/period_id=${periodId}/${hash}.json`;
}

function sortedHolders({ holders }: RunFigures) {
  return holders.toSorted((left, right) => compareUtf8(left.rightsHolderId, right.rightsHolderId));
}

function sortedUnattributed({ unattributed }: RunFigures) {
  return unattributed.toSorted(
    (left, right) => compareUtf8(left.trackId, right.trackId) || compareUtf8(left.rightsType, right.rightsType),
  );
}
