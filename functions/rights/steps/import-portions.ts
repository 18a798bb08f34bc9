import { join } from 'node:path';
import { type FileIssue, type IssueLog, issueLog } from '#kernel/csv/file-issue';
import { readTable, type TableColumns, type TableRow } from '#kernel/csv/read-table';
import { RoyaltyError } from '#kernel/errors';
import type { SnapshotCounts, SnapshotImport, SnapshotStore, SnapshotVersion } from '#kernel/snapshot';
import type { Clock, Instant } from '#kernel/time/clock';
import { showInterval } from '#rights/effective-interval';
import { mergePortions } from '#rights/merge-portions';
import type { DroppedPortion, PortionGroupKey } from '#rights/portion';
import type { PortionReading } from '#rights/read-portion';
import type { MergedGroup, OpenPortionWorkbench, PortionWorkbench } from '#rights/workbench';

/** How one kind of file is read, and how its groups are called. */
export interface PortionFile<Column extends string> {
  readonly columns: TableColumns<Column>;
  readonly readRow: (row: TableRow<Column>) => PortionReading;
  /** `Track T1, artist` or `Country US`. */
  readonly nameGroup: (key: PortionGroupKey) => string;
  /** Finds what some rows say that may stand and that a person should look at, before they are staged. */
  readonly lookAt?: (portions: readonly DroppedPortion[]) => Promise<readonly FileIssue[]>;
}

export interface PortionDrop {
  readonly dropId: string;
  readonly droppedAt: Instant;
}

export interface ImportPortionsPorts {
  readonly clock: Clock;
  readonly store: SnapshotStore;
  readonly openWorkbench: OpenPortionWorkbench;
  /** The archived bytes of the drop. */
  readonly bytes: () => Promise<AsyncIterable<Uint8Array>>;
}

export type PortionOutcome =
  | { readonly kind: 'imported'; readonly portionImport: SnapshotImport }
  | { readonly kind: 'refused'; readonly errors: readonly FileIssue[]; readonly errorCount: number };

/** Others kept winning the race for the pointer; starting again later is safe. */
export class RightsContended extends RoyaltyError {
  override readonly name = 'RightsContended';
}

const ISSUES_MAX = 100;
const RACES_MAX = 20;
/** Groups whose outcome is kept together; each is small, and memory holds no more of them. */
const GROUPS_KEPT_MAX = 1000;

/**
 * Brings a dropped file of portions into force whole, as a new snapshot version, or changes nothing at all. Repeating the
 * import of a drop answers what the first time answered.
 */
export async function importPortions<Column extends string>(
  drop: PortionDrop,
  file: PortionFile<Column>,
  ports: ImportPortionsPorts,
): Promise<PortionOutcome> {
  const before = await ports.store.findImport(drop.dropId);
  if (before !== undefined) return { kind: 'imported', portionImport: before };
  const workbench = await ports.openWorkbench();
  try {
    const { errors, remarks } = await stageFile(workbench, file, ports);
    if (errors.count > 0) return refusal(errors);
    return await bringIntoForce({ drop, workbench, nameGroup: file.nameGroup, remarks }, ports);
  } finally {
    await workbench.close();
  }
}

/** Stages every row; `errors` is empty iff every row can be read. */
async function stageFile<Column extends string>(
  workbench: PortionWorkbench,
  { columns, readRow, lookAt }: PortionFile<Column>,
  ports: ImportPortionsPorts,
): Promise<{ readonly errors: IssueLog; readonly remarks: IssueLog }> {
  const [errors, remarks] = [issueLog(ISSUES_MAX), issueLog(ISSUES_MAX)];
  let rowCount = 0;
  for await (const rows of readTable(await ports.bytes(), columns, errors)) {
    const readings = rows.map((row) => ({ ...readRow(row), line: row.line }));
    for (const reading of readings) reading.errors.forEach(errors.add);
    const readable = readings.filter((reading) => reading.errors.length === 0);
    (await lookAt?.(readable.map(({ portion }) => portion)))?.forEach(remarks.add);
    await workbench.stage(readable);
    rowCount += rows.length;
  }
  if (errors.count === 0 && rowCount === 0)
    errors.add({ code: 'no_rows', message: 'The file has a header and no row; there is nothing to change.' });
  return { errors, remarks };
}

interface StagedDrop {
  readonly drop: PortionDrop;
  readonly workbench: PortionWorkbench;
  readonly nameGroup: (key: PortionGroupKey) => string;
  readonly remarks: IssueLog;
}

async function bringIntoForce(staged: StagedDrop, { store, clock }: ImportPortionsPorts): Promise<PortionOutcome> {
  const { drop, workbench } = staged;
  for (let race = 0; race < RACES_MAX; race += 1) {
    const current = await store.current();
    const from = current?.version ?? 0;
    const previousPath = current === undefined ? undefined : join(workbench.directory, `previous-${race}.parquet`);
    if (current !== undefined && previousPath !== undefined) await store.download(current, previousPath);
    const { errors, warnings, counts } = await mergeGroups(staged, previousPath);
    if (errors.count > 0) return refusal(errors);
    const isChanged = counts.created + counts.updated > 0;
    const next = isChanged ? await storeNext({ drop, from, workbench, race }, store, clock) : undefined;
    const version = next?.version ?? from;
    const found = { warnings: warnings.issues, warningCount: warnings.count };
    const portionImport = { dropId: drop.dropId, version, counts, ...found };
    const outcome = await store.record({ from, ...(next === undefined ? {} : { next }), imported: portionImport });
    if (outcome === 'recorded') return { kind: 'imported', portionImport };
    const recordedMeanwhile = await store.findImport(drop.dropId);
    if (recordedMeanwhile !== undefined) return { kind: 'imported', portionImport: recordedMeanwhile };
  }
  throw new RightsContended(`${drop.dropId} lost the race for its pointer ${RACES_MAX} times; import it again`);
}

/** Asks the rules about every group that the drop names; counts hold only while there is no error. */
async function mergeGroups({ workbench, nameGroup, remarks }: StagedDrop, previousPath: string | undefined) {
  const [errors, warnings] = [issueLog(ISSUES_MAX), issueLog(ISSUES_MAX)];
  remarks.issues.forEach(warnings.add);
  warnings.countFurther(remarks.count - remarks.issues.length);
  let counts: SnapshotCounts = { created: 0, updated: 0, unchanged: 0, stale: 0 };
  let merged: MergedGroup[] = [];
  for await (const { key, history, dropped } of workbench.groups(previousPath)) {
    const merge = mergePortions(history, dropped);
    if (merge.kind === 'refused') {
      for (const { code, line, interval, detail } of merge.faults)
        errors.add({ code, line, message: `${nameGroup(key)}, ${showInterval(interval)}: ${detail}.` });
      continue;
    }
    for (const gap of merge.gaps)
      warnings.add({ code: 'gap', message: `${nameGroup(key)}, ${showInterval(gap)}: nothing covers this time.` });
    counts = added(counts, merge);
    merged.push({ key, portions: merge.portions });
    if (merged.length < GROUPS_KEPT_MAX) continue;
    await workbench.keep(merged);
    merged = [];
  }
  await workbench.keep(merged);
  return { errors, warnings, counts };
}

/** `updated` counts rows that the drop closed; none is ever stale: a drop that comes late overlaps what stands and is refused. */
function added(
  counts: SnapshotCounts,
  merge: { readonly created: number; readonly closed: number; readonly unchanged: number },
): SnapshotCounts {
  return {
    created: counts.created + merge.created,
    updated: counts.updated + merge.closed,
    unchanged: counts.unchanged + merge.unchanged,
    stale: 0,
  };
}

interface MergedDrop {
  readonly drop: PortionDrop;
  readonly from: number;
  readonly workbench: PortionWorkbench;
  readonly race: number;
}

async function storeNext(
  { drop, from, workbench, race }: MergedDrop,
  store: SnapshotStore,
  clock: Clock,
): Promise<SnapshotVersion> {
  const path = join(workbench.directory, `next-${race}.parquet`);
  const rows = await workbench.write(path);
  const stored = await store.storeSnapshot({ path, fromVersion: from + 1 });
  return { ...stored, rows, dropId: drop.dropId, createdAt: clock.now() };
}

function refusal({ issues, count }: IssueLog): PortionOutcome {
  return { kind: 'refused', errors: issues, errorCount: count };
}
