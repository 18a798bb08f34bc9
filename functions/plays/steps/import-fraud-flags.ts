import { join } from 'node:path';
import { type FileIssue, type IssueLog, issueLog } from '#kernel/csv/file-issue';
import { readTable } from '#kernel/csv/read-table';
import { RoyaltyError } from '#kernel/errors';
import type { Instant } from '#kernel/time/clock';
import type { ExternalFlagStore, FlagImport, FlagWorkbench, OpenFlagWorkbench } from '#plays/external-flag-ports';
import { FLAG_FILE_COLUMNS, readExternalFlag } from '#plays/read-external-flag';

export interface FlagDrop {
  readonly dropId: string;
  readonly droppedAt: Instant;
}

export interface ImportFraudFlagsPorts {
  readonly store: ExternalFlagStore;
  readonly openWorkbench: OpenFlagWorkbench;
  /** The archived bytes of the drop. */
  readonly bytes: () => Promise<AsyncIterable<Uint8Array>>;
}

export type FlagImportOutcome =
  | { readonly kind: 'imported'; readonly flagImport: FlagImport }
  | { readonly kind: 'refused'; readonly errors: readonly FileIssue[]; readonly errorCount: number };

/** Others kept winning the race for the pointer; starting again later is safe. */
export class FlagsContended extends RoyaltyError {
  override readonly name = 'FlagsContended';
}

const ISSUES_MAX = 100;
const RACES_MAX = 20;

/**
 * Appends a dropped file of flags whole, as a new version of the flags from outside, or changes nothing at all (R7). A flag is
 * its play and its reason: dropping it again changes nothing. Repeating the import of a drop answers what it did first.
 */
export async function importFraudFlags(drop: FlagDrop, ports: ImportFraudFlagsPorts): Promise<FlagImportOutcome> {
  const before = await ports.store.findImport(drop.dropId);
  if (before !== undefined) return { kind: 'imported', flagImport: before };
  const workbench = await ports.openWorkbench();
  try {
    const errors = await stageFile(workbench, ports);
    if (errors.count > 0) return { kind: 'refused', errors: errors.issues, errorCount: errors.count };
    return { kind: 'imported', flagImport: await bringIntoForce(drop, workbench, ports.store) };
  } finally {
    await workbench.close();
  }
}

/** Stages every row; the log that it answers is empty iff every row can be read. */
async function stageFile(workbench: FlagWorkbench, { bytes }: ImportFraudFlagsPorts): Promise<IssueLog> {
  const errors = issueLog(ISSUES_MAX);
  let rowCount = 0;
  for await (const rows of readTable(await bytes(), FLAG_FILE_COLUMNS, errors)) {
    const readings = rows.map(readExternalFlag);
    for (const reading of readings) reading.errors.forEach(errors.add);
    await workbench.stage(readings.filter((reading) => reading.errors.length === 0).map(({ flag }) => flag));
    rowCount += rows.length;
  }
  if (errors.count === 0 && rowCount === 0)
    errors.add({ code: 'no_rows', message: 'The file has a header and no row; there is nothing to flag.' });
  return errors;
}

async function bringIntoForce(
  { dropId, droppedAt }: FlagDrop,
  workbench: FlagWorkbench,
  store: ExternalFlagStore,
): Promise<FlagImport> {
  for (let race = 0; race < RACES_MAX; race += 1) {
    const current = await store.current();
    const from = current?.version ?? 0;
    const previousPath = current === undefined ? undefined : join(workbench.directory, `previous-${race}.parquet`);
    if (current !== undefined && previousPath !== undefined) await store.download(current, previousPath);
    const path = join(workbench.directory, `next-${race}.parquet`);
    const { rows, created, staged } = await workbench.write(path, { previousPath, dropId, flaggedAt: droppedAt });
    const next = created > 0 ? await store.store({ path, version: from + 1, dropId, rows }) : undefined;
    const flagImport = { dropId, version: next?.version ?? from, created, unchanged: staged - created };
    const outcome = await store.record({ from, ...(next !== undefined && { next }), flagImport });
    if (outcome === 'recorded') return flagImport;
    const recordedMeanwhile = await store.findImport(dropId);
    if (recordedMeanwhile !== undefined) return recordedMeanwhile;
  }
  throw new FlagsContended(`${dropId} lost the race for the flags ${RACES_MAX} times; import it again`);
}
