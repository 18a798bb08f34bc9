import type { RevenueOutcome } from '#revenue/workbench';

/** The outcome as the state machine `ingest-drop` hands it on; a file of one country-period links to its version. */
export function importResultOf(outcome: RevenueOutcome) {
  if (outcome.kind === 'refused')
    return { outcome: 'refused', errors: outcome.errors, error_count: outcome.errorCount } as const;
  const { counts, versions } = outcome.revenueImport;
  const [only, ...others] = versions;
  const link =
    only === undefined || others.length > 0
      ? undefined
      : ({ type: 'revenue_version', id: `${only.periodId}/${only.version}` } as const);
  return {
    outcome: 'imported',
    counts: { ...counts, stale: 0 },
    warnings: [],
    warning_count: 0,
    ...(link !== undefined && { link }),
  } as const;
}
