import type { PlanContent } from '#holders/holder';
import type { ImportOutcome } from '#holders/import-result';
import { PLAN_FILE_COLUMNS, readPlan } from '#holders/read-holder';
import { importRecords } from '#holders/steps/import-records';
import type { RecordDrop, VersionedRecords } from '#holders/versioned-records';

export interface ImportPlansPorts {
  readonly plans: VersionedRecords<PlanContent>;
  readonly bytes: () => Promise<AsyncIterable<Uint8Array>>;
}

/** Upserts dropped subscription plans. */
export async function importPlans(drop: RecordDrop, ports: ImportPlansPorts): Promise<ImportOutcome> {
  const outcome = await importRecords({
    drop,
    columns: PLAN_FILE_COLUMNS,
    idColumn: 'plan',
    read: readPlan,
    records: ports.plans,
    bytes: ports.bytes,
  });
  return outcome.kind === 'refused'
    ? outcome
    : { kind: 'imported', counts: outcome.counts, warnings: [], warningCount: 0 };
}
