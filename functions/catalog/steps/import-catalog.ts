import { join } from 'node:path';
import { CATALOG_FILE_COLUMNS, readTrack } from '#catalog/read-track';
import type { OpenWorkbench, StagedTrack, TrackWorkbench } from '#catalog/workbench';
import { type FileIssue, type IssueLog, issueLog } from '#kernel/csv/file-issue';
import { readTable } from '#kernel/csv/read-table';
import { RoyaltyError } from '#kernel/errors';
import type { SnapshotCounts, SnapshotImport, SnapshotStore, SnapshotVersion } from '#kernel/snapshot';
import type { Clock, Instant } from '#kernel/time/clock';

export interface CatalogDrop {
  readonly dropId: string;
  readonly droppedAt: Instant;
}

export interface ImportCatalogPorts {
  readonly clock: Clock;
  readonly store: SnapshotStore;
  readonly openWorkbench: OpenWorkbench;
  /** The archived bytes of the drop. */
  readonly bytes: () => Promise<AsyncIterable<Uint8Array>>;
}

export type CatalogOutcome =
  | { readonly kind: 'imported'; readonly catalogImport: SnapshotImport }
  | { readonly kind: 'refused'; readonly errors: readonly FileIssue[]; readonly errorCount: number };

/** Others kept winning the race for the catalogue pointer; starting again later is safe. */
export class CatalogContended extends RoyaltyError {
  override readonly name = 'CatalogContended';
}

const ISSUES_MAX = 100;
const RACES_MAX = 20;

/**
 * Upserts a dropped catalogue by track id: a new snapshot version comes into force, or nothing changes at all. Any error
 * in the file refuses the whole of it. Repeating the import of a drop answers what the first time answered.
 */
export async function importCatalog(drop: CatalogDrop, ports: ImportCatalogPorts): Promise<CatalogOutcome> {
  const before = await ports.store.findImport(drop.dropId);
  if (before !== undefined) return { kind: 'imported', catalogImport: before };
  const workbench = await ports.openWorkbench();
  try {
    const warnings = issueLog(ISSUES_MAX);
    const errors = await stageFile(workbench, ports, warnings);
    if (errors.count > 0) return { kind: 'refused', errors: errors.issues, errorCount: errors.count };
    return { kind: 'imported', catalogImport: await bringIntoForce({ drop, workbench, warnings }, ports) };
  } finally {
    await workbench.close();
  }
}

/** Stages every row; the log that it answers is empty iff the whole file is right. */
async function stageFile(workbench: TrackWorkbench, ports: ImportCatalogPorts, warnings: IssueLog): Promise<IssueLog> {
  const errors = issueLog(ISSUES_MAX);
  let rowCount = 0;
  for await (const rows of readTable(await ports.bytes(), CATALOG_FILE_COLUMNS, errors)) {
    const staged: StagedTrack[] = [];
    for (const row of rows) {
      const reading = readTrack(row);
      reading.errors.forEach(errors.add);
      reading.warnings.forEach(warnings.add);
      if (reading.errors.length === 0) staged.push({ line: row.line, track: reading.track });
    }
    rowCount += rows.length;
    await workbench.stage(staged);
  }
  const { conflicts, count } = await workbench.conflicts(ISSUES_MAX);
  for (const { trackId, firstLine, line } of conflicts)
    errors.add({
      code: 'conflicting_track',
      message: `Line ${line}: track ${trackId} already stands on line ${firstLine} with other content; keep one.`,
      line,
      column: 'track_id',
      value: trackId,
    });
  errors.countFurther(count - conflicts.length);
  if (errors.count === 0 && rowCount === 0)
    errors.add({ code: 'no_rows', message: 'The file has a header and no track; there is nothing to change.' });
  return errors;
}

interface StagedDrop {
  readonly drop: CatalogDrop;
  readonly workbench: TrackWorkbench;
  readonly warnings: IssueLog;
}

async function bringIntoForce(
  { drop, workbench, warnings }: StagedDrop,
  { store, clock }: ImportCatalogPorts,
): Promise<SnapshotImport> {
  for (let race = 0; race < RACES_MAX; race += 1) {
    const current = await store.current();
    const from = current?.version ?? 0;
    const previousPath = current === undefined ? undefined : join(workbench.directory, `previous-${race}.parquet`);
    if (current !== undefined && previousPath !== undefined) await store.download(current, previousPath);
    const toPath = join(workbench.directory, `next-${race}.parquet`);
    const counts = await workbench.merge({ previousPath, toPath, droppedAt: drop.droppedAt });
    const isChanged = counts.created + counts.updated > 0;
    const next = isChanged ? await storeNext({ drop, current, counts, path: toPath }, store, clock) : undefined;
    const catalogImport = {
      dropId: drop.dropId,
      version: next?.version ?? from,
      counts,
      warnings: warnings.issues,
      warningCount: warnings.count,
    };
    const outcome = await store.record({ from, ...(next === undefined ? {} : { next }), imported: catalogImport });
    if (outcome === 'recorded') return catalogImport;
    const recordedMeanwhile = await store.findImport(drop.dropId);
    if (recordedMeanwhile !== undefined) return recordedMeanwhile;
  }
  throw new CatalogContended(`${drop.dropId} lost the race for the catalogue ${RACES_MAX} times; import it again`);
}

interface NextSnapshot {
  readonly drop: CatalogDrop;
  readonly current: SnapshotVersion | undefined;
  readonly counts: SnapshotCounts;
  readonly path: string;
}

async function storeNext(
  { drop, current, counts, path }: NextSnapshot,
  store: SnapshotStore,
  clock: Clock,
): Promise<SnapshotVersion> {
  const stored = await store.storeSnapshot({ path, fromVersion: (current?.version ?? 0) + 1 });
  const rows = (current?.rows ?? 0) + counts.created;
  return { ...stored, rows, dropId: drop.dropId, createdAt: clock.now() };
}
