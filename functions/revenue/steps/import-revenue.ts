import { join } from 'node:path';
import { type IssueLog, issueLog } from '#kernel/csv/file-issue';
import { readTable } from '#kernel/csv/read-table';
import { RoyaltyError } from '#kernel/errors';
import { formatUnits } from '#kernel/money/units';
import type { Clock } from '#kernel/time/clock';
import { REVENUE_FILE_COLUMNS, type RevenueRow, readRevenueRow } from '#revenue/read-revenue';
import { type PeriodRevenue, revenueTally } from '#revenue/tally';
import type {
  OpenRevenueWorkbench,
  PassedOver,
  RevenueBell,
  RevenueImport,
  RevenueMove,
  RevenueOutcome,
  RevenueStore,
  RevenueWorkbench,
} from '#revenue/workbench';

export interface ImportRevenuePorts {
  readonly clock: Clock;
  readonly store: RevenueStore;
  readonly bell: RevenueBell;
  readonly openWorkbench: OpenRevenueWorkbench;
  /** The archived bytes of the drop. */
  readonly bytes: () => Promise<AsyncIterable<Uint8Array>>;
}

/** Others kept winning the race for the pointer; starting again later is safe. */
export class RevenueContended extends RoyaltyError {
  override readonly name = 'RevenueContended';
}

const ISSUES_MAX = 100;
const RACES_MAX = 20;

/**
 * Brings a dropped revenue file into force whole, as a new version of every (country, period) that it names, or changes
 * nothing at all (R21). Repeating the import of a drop answers what the first time answered, and rings again.
 */
export async function importRevenue(dropId: string, ports: ImportRevenuePorts): Promise<RevenueOutcome> {
  const outcome = await importOnce(dropId, ports);
  if (outcome.kind === 'imported') for (const version of outcome.revenueImport.versions) await ports.bell.ring(version);
  return outcome;
}

async function importOnce(dropId: string, ports: ImportRevenuePorts): Promise<RevenueOutcome> {
  const before = await ports.store.findImport(dropId);
  if (before !== undefined) return { kind: 'imported', revenueImport: before };
  const workbench = await ports.openWorkbench();
  try {
    const errors = issueLog(ISSUES_MAX);
    const periods = await stageFile(workbench, ports, errors);
    if (errors.count > 0) return refusal(errors);
    return await bringIntoForce({ dropId, workbench, periods }, ports);
  } finally {
    await workbench.close();
  }
}

/** Stages every row; the log stays empty iff the file can stand by itself. */
async function stageFile(
  workbench: RevenueWorkbench,
  ports: ImportRevenuePorts,
  errors: IssueLog,
): Promise<readonly PeriodRevenue[]> {
  const tally = revenueTally(errors);
  let rowCount = 0;
  for await (const rows of readTable(await ports.bytes(), REVENUE_FILE_COLUMNS, errors)) {
    const staged: RevenueRow[] = [];
    for (const cells of rows) {
      const reading = readRevenueRow(cells);
      if (reading.kind === 'faulty') reading.errors.forEach(errors.add);
      else {
        tally.add(reading.row);
        staged.push(reading.row);
      }
    }
    rowCount += rows.length;
    // A file with a fault is refused whole, so from there on its rows are read for their own faults only.
    if (errors.count === 0) await workbench.stage(staged);
  }
  if (errors.count === 0 && rowCount === 0)
    errors.add({ code: 'no_rows', message: 'The file has a header and no row; there is nothing to change.' });
  return tally.periods();
}

interface StagedFile {
  readonly dropId: string;
  readonly workbench: RevenueWorkbench;
  readonly periods: readonly PeriodRevenue[];
}

async function bringIntoForce(file: StagedFile, ports: ImportRevenuePorts): Promise<RevenueOutcome> {
  const { dropId, periods } = file;
  const snapshots = await writeSnapshots(file, ports.store);
  for (let race = 0; race < RACES_MAX; race += 1) {
    const { changed, standing } = await compared(snapshots, ports.store);
    const changing = changed.map(({ snapshot }) => snapshot.revenue.periodId);
    const frozen = await ports.store.frozen(changing);
    if (frozen.length > 0) return refusedAsFrozen(frozen);
    const passed = await ports.store.passedOver(changing);
    if (passed.length > 0) return refusedAsPassedOver(passed);
    const moves: RevenueMove[] = [];
    for (const change of changed) moves.push(await moveOf(dropId, change, ports));
    const revenueImport = importOf(file, moves);
    const outcome = await ports.store.record({ moves, standing, revenueImport });
    if (outcome.kind === 'recorded') return { kind: 'imported', revenueImport };
    if (outcome.kind === 'frozen') return refusedAsFrozen(outcome.periodIds);
    const recordedMeanwhile = await ports.store.findImport(dropId);
    if (recordedMeanwhile !== undefined) return { kind: 'imported', revenueImport: recordedMeanwhile };
  }
  const named = periods.map(({ periodId }) => periodId).join(', ');
  throw new RevenueContended(`${dropId} lost the race for ${named} ${RACES_MAX} times; import it again`);
}

interface Snapshot {
  readonly revenue: PeriodRevenue;
  readonly path: string;
  readonly sha256: string;
}

async function writeSnapshots({ workbench, periods }: StagedFile, store: RevenueStore): Promise<readonly Snapshot[]> {
  const snapshots: Snapshot[] = [];
  for (const revenue of periods) {
    const path = join(workbench.directory, `${revenue.periodId}.parquet`);
    await workbench.write(revenue.periodId, path);
    snapshots.push({ revenue, path, sha256: await store.hash(path) });
  }
  return snapshots;
}

interface Change {
  readonly snapshot: Snapshot;
  readonly from: number;
}

/** Which periods say something else than the version in force, and which say the same. */
async function compared(snapshots: readonly Snapshot[], store: RevenueStore) {
  const changed: Change[] = [];
  const standing: { readonly periodId: string; readonly version: number }[] = [];
  for (const snapshot of snapshots) {
    const { periodId } = snapshot.revenue;
    const current = await store.current(periodId);
    if (current?.sha256 === snapshot.sha256) standing.push({ periodId, version: current.version });
    else changed.push({ snapshot, from: current?.version ?? 0 });
  }
  return { changed, standing };
}

async function moveOf(
  dropId: string,
  { snapshot, from }: Change,
  { store, clock }: ImportRevenuePorts,
): Promise<RevenueMove> {
  const { periodId, currency, units, rows } = snapshot.revenue;
  const stored = await store.storeSnapshot({ periodId, path: snapshot.path, fromVersion: from + 1 });
  const next = { periodId, ...stored, currency, total: formatUnits(units), rows, dropId, createdAt: clock.now() };
  return { from, next };
}

function importOf({ dropId, periods }: StagedFile, moves: readonly RevenueMove[]): RevenueImport {
  const created = moves.filter(({ from }) => from === 0).length;
  const counts = {
    created,
    updated: moves.length - created,
    unchanged: periods.length - moves.length,
    rows: periods.reduce((sum, { rows }) => sum + rows, 0),
  };
  return { dropId, counts, versions: moves.map(({ next: { periodId, version } }) => ({ periodId, version })) };
}

function refusedAsFrozen(periodIds: readonly string[]): RevenueOutcome {
  const errors = issueLog(ISSUES_MAX);
  for (const periodId of periodIds)
    errors.add({
      code: 'period_frozen',
      message: `${periodId} is frozen and its revenue stands; post what changed as an adjustment of the country’s next open period (R29).`,
      value: periodId,
    });
  return refusal(errors);
}

/** Money for a pool that can never be shared is refused, not kept (R13). */
function refusedAsPassedOver(passed: readonly PassedOver[]): RevenueOutcome {
  const errors = issueLog(ISSUES_MAX);
  for (const { periodId, laterPeriodId } of passed)
    errors.add({
      code: 'later_period_frozen',
      message: `${laterPeriodId} is frozen, so ${periodId} can no longer close and its revenue would never be shared; post it as an adjustment of the country’s next open period (R29).`,
      value: periodId,
    });
  return refusal(errors);
}

function refusal({ issues, count }: IssueLog): RevenueOutcome {
  return { kind: 'refused', errors: issues, errorCount: count };
}
