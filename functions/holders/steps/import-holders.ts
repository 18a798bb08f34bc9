import type { HolderContent, PlanContent } from '#holders/holder';
import type { ImportOutcome } from '#holders/import-result';
import { HOLDER_FILE_COLUMNS, readHolder } from '#holders/read-holder';
import { importRecords } from '#holders/steps/import-records';
import type { RecordDrop, VersionedRecords } from '#holders/versioned-records';
import { issueLog } from '#kernel/csv/file-issue';

export interface ImportHoldersPorts {
  readonly holders: VersionedRecords<HolderContent>;
  readonly plans: Pick<VersionedRecords<PlanContent>, 'findMany'>;
  readonly bytes: () => Promise<AsyncIterable<Uint8Array>>;
}

const ISSUES_MAX = 100;

/**
 * Upserts dropped rights holders. A holder who is left without any commission rate is imported with a warning: the plan
 * may be dropped later, and until then a report row that pays the holder is invalid (R24).
 */
export async function importHolders(drop: RecordDrop, ports: ImportHoldersPorts): Promise<ImportOutcome> {
  const outcome = await importRecords({
    drop,
    columns: HOLDER_FILE_COLUMNS,
    idColumn: 'holder_id',
    read: readHolder,
    records: ports.holders,
    bytes: ports.bytes,
  });
  if (outcome.kind === 'refused') return outcome;
  const named = [...outcome.rows.values()].flatMap(({ content }) => content.plan ?? []);
  const plans = await ports.plans.findMany([...new Set(named)]);
  const warnings = issueLog(ISSUES_MAX);
  for (const [holderId, { line, content }] of outcome.rows) {
    if (content.commissionRate !== undefined) continue;
    if (content.plan === undefined)
      warnings.add({
        code: 'no_commission_rate',
        message: `Line ${line}: holder ${holderId} has neither a commission_rate nor a plan; reports cannot pay them.`,
        line,
        column: 'commission_rate',
      });
    else if (!plans.has(content.plan))
      warnings.add({
        code: 'unknown_plan',
        message: `Line ${line}: plan ${content.plan} of holder ${holderId} is not known; drop it under plans/.`,
        line,
        column: 'plan',
        value: content.plan,
      });
  }
  return { kind: 'imported', counts: outcome.counts, warnings: warnings.issues, warningCount: warnings.count };
}
