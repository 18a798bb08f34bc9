import type { Report, TimelineEvent, WaitingFor } from '#reports/report';
import type { ReportBody } from '#reports/report-body';

/** A report as the API shows it; the timeline only where it was read. */
export function reportBodyOf(report: Report, events?: readonly TimelineEvent[]): ReportBody {
  const { totals, factors } = report;
  return {
    report_id: report.reportId,
    provider: report.provider,
    sheet_id: report.sheetId ?? null,
    status: report.status,
    waiting_for: report.waitingFor === undefined ? null : waitingOf(report.waitingFor),
    drop_id: report.dropId,
    object_key: report.objectKey,
    content_hash: report.contentHash,
    attempt: report.attempt,
    period: report.period ?? null,
    mapping_version: report.mappingVersion ?? null,
    catalog_version: report.catalogVersion ?? null,
    totals: {
      parsed: [...totals.parsed],
      payable: [...totals.payable],
      received: [...totals.received],
      commission: [...totals.commission],
      holders: [...totals.holders],
    },
    factor: factors.length === 1 ? (factors[0]?.factor ?? null) : null,
    factors: factors.map(({ originalCurrency, ...factor }) => ({ original_currency: originalCurrency, ...factor })),
    counts: report.counts,
    control_totals: [...report.controlTotals],
    errors: [...report.errors],
    warnings: [...report.warnings],
    failure: report.failure ?? null,
    supersedes: report.supersession?.supersedes ?? null,
    superseded_by: report.supersededBy ?? null,
    created_at: report.createdAt,
    updated_at: report.updatedAt,
    ...(events !== undefined && { timeline: events.map((event) => ({ ...event, actor: event.actor ?? null })) }),
  };
}

function waitingOf(waitingFor: WaitingFor): NonNullable<ReportBody['waiting_for']> {
  switch (waitingFor.kind) {
    case 'remittance':
      return { kind: waitingFor.kind, currencies: [...waitingFor.currencies] };
    case 'factor':
      return { kind: waitingFor.kind, currencies: [...waitingFor.currencies], reason: waitingFor.reason };
    case 'supersession':
      return { kind: waitingFor.kind, reports: [...waitingFor.reports], reason: waitingFor.reason };
  }
}
