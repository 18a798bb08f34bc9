import type { RatesOutcome } from '#exchange/rate-book';

/** The outcome as the state machine `ingest-drop` hands it on. */
export function importResultOf(outcome: RatesOutcome) {
  return outcome.kind === 'refused'
    ? ({ outcome: 'refused', errors: outcome.errors, error_count: outcome.errorCount } as const)
    : ({ outcome: 'imported', counts: outcome.counts, warnings: [], warning_count: 0 } as const);
}
