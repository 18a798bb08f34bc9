import type { Mapping } from '#reports/mapping';
import type { ReportErrorGroup } from '#reports/report-error';
import type { ReportRow, ReportSummary } from '#reports/report-row';

/** What reading a drop by a mapping gave, without keeping any of it. */
export type Preview =
  | { readonly outcome: 'refused'; readonly groups: readonly ReportErrorGroup[] }
  | {
      readonly outcome: 'read';
      readonly mapping: Mapping;
      readonly summary: ReportSummary;
      readonly groups: readonly ReportErrorGroup[];
      readonly rows: readonly ReportRow[];
    };

/** A mapping as the API shows it, with the versions that exist. */
export function mappingBodyOf(mapping: Mapping, versions: readonly Mapping[]) {
  return {
    provider: mapping.provider,
    version: mapping.version,
    versions: versions.map(({ version }) => version),
    mapping: { ...mapping },
  };
}

/** A preview as the API shows it. */
export function previewBodyOf(preview: Preview) {
  const errors = preview.groups.map((group) => ({ ...group, examples: [...group.examples] }));
  if (preview.outcome === 'refused') {
    return {
      outcome: preview.outcome,
      mapping_version: null,
      totals: { parsed: [], payable: [] },
      counts: {},
      errors,
      rows: [],
    };
  }
  const { totals, counts } = preview.summary;
  const { filtered, ...numbers } = counts;
  return {
    outcome: preview.outcome,
    mapping_version: preview.mapping.version,
    totals: { parsed: [...totals.parsed], payable: [...totals.payable] },
    counts: { ...numbers, filtered: Object.values(filtered).reduce((sum, count) => sum + count, 0) },
    errors,
    rows: preview.rows.map(rowOf),
  };
}

function rowOf(row: ReportRow) {
  const { amount: _amount, text: _text, separator: _separator, ...shown } = row;
  const { amountText, salePeriod, trackKey, transactionKind, ...rest } = shown;
  return {
    ...rest,
    amount: amountText,
    sale_period: salePeriod,
    track_key: trackKey,
    transaction_kind: transactionKind,
  };
}
