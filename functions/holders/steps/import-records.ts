import type { RecordReading } from '#holders/read-holder';
import {
  counted,
  isSame,
  NO_COUNTS,
  type RecordDrop,
  type StoredRecord,
  type UpsertCounts,
  type VersionedRecords,
  verdictOn,
} from '#holders/versioned-records';
import { type FileIssue, issueLog } from '#kernel/csv/file-issue';
import { readTable, type TableColumns, type TableRow } from '#kernel/csv/read-table';
import { RoyaltyError } from '#kernel/errors';

export interface RecordImport<Column extends string, Content extends object> {
  readonly drop: RecordDrop;
  readonly columns: TableColumns<Column>;
  /** The id's column. */
  readonly idColumn: Column;
  readonly read: (row: TableRow<Column>) => RecordReading<Content>;
  readonly records: VersionedRecords<Content>;
  /** What only the file as a whole can show, such as names that must be known elsewhere; asked once every row is whole. */
  readonly check?: (rows: FileRows<Content>) => Promise<readonly FileIssue[]>;
  /** The archived bytes of the drop. */
  readonly bytes: () => Promise<AsyncIterable<Uint8Array>>;
}

/** What a file says, by id, with the line where it stands. */
export type FileRows<Content> = ReadonlyMap<string, { readonly line: number; readonly content: Content }>;

export type RecordOutcome<Content> =
  | {
      readonly kind: 'imported';
      readonly counts: UpsertCounts;
      readonly rows: FileRows<Content>;
    }
  | { readonly kind: 'refused'; readonly errors: readonly FileIssue[]; readonly errorCount: number };

/** Another drop kept changing the same records; starting again later is safe. */
export class RecordsContended extends RoyaltyError {
  override readonly name = 'RecordsContended';
}

const ISSUES_MAX = 100;
/** Rows are held in memory between the check of the whole file and its first write. */
const ROWS_MAX = 500_000;
const WRITES_AT_ONCE = 8;
const RACES_MAX = 20;

/**
 * Upserts a dropped file of records: all rows are checked before the first is written, and any error refuses the whole
 * file. A crash on the way leaves some records written; repeating the import writes the rest and answers the same.
 */
export async function importRecords<Column extends string, Content extends object>(
  job: RecordImport<Column, Content>,
): Promise<RecordOutcome<Content>> {
  const errors = issueLog(ISSUES_MAX);
  const rows = new Map<string, { line: number; content: Content }>();
  for await (const page of readTable(await job.bytes(), job.columns, errors)) {
    for (const row of page) {
      const { id, content, errors: found } = job.read(row);
      found.forEach(errors.add);
      const earlier = rows.get(id);
      if (earlier === undefined) rows.set(id, { line: row.line, content });
      else if (found.length === 0 && !isSame(earlier.content, content))
        errors.add({
          code: 'conflicting_record',
          message: `Line ${row.line}: ${job.idColumn} ${id} already stands on line ${earlier.line} with other content; keep one.`,
          line: row.line,
          column: job.idColumn,
          value: id,
        });
    }
    if (rows.size > ROWS_MAX) {
      errors.add({ code: 'too_many_rows', message: `The file has more than ${ROWS_MAX} rows; split it.` });
      break;
    }
  }
  if (errors.count === 0 && rows.size === 0)
    errors.add({ code: 'no_rows', message: 'The file has a header and no row; there is nothing to change.' });
  if (errors.count > 0) return { kind: 'refused', errors: errors.issues, errorCount: errors.count };
  const unfit = (await job.check?.(rows)) ?? [];
  unfit.forEach(errors.add);
  if (errors.count > 0) return { kind: 'refused', errors: errors.issues, errorCount: errors.count };
  return { kind: 'imported', counts: await upsert(job, rows), rows };
}

async function upsert<Column extends string, Content extends object>(
  { drop, records }: RecordImport<Column, Content>,
  rows: FileRows<Content>,
): Promise<UpsertCounts> {
  const entries = [...rows].map(([id, { content }]) => ({ id, content }));
  const groups: (typeof entries)[] = [];
  for (let start = 0; start < entries.length; start += records.changesMax)
    groups.push(entries.slice(start, start + records.changesMax));
  const totals: UpsertCounts[] = [];
  const waiting = groups.values();
  const work = async () => {
    for (const group of waiting) totals.push(await upsertGroup(records, drop, group));
  };
  await Promise.all(Array.from({ length: WRITES_AT_ONCE }, work));
  return totals.reduce(
    (sum, group) => ({
      created: sum.created + group.created,
      updated: sum.updated + group.updated,
      unchanged: sum.unchanged + group.unchanged,
      stale: sum.stale + group.stale,
    }),
    NO_COUNTS,
  );
}

async function upsertGroup<Content extends object>(
  records: VersionedRecords<Content>,
  drop: RecordDrop,
  group: readonly { readonly id: string; readonly content: Content }[],
): Promise<UpsertCounts> {
  for (let race = 0; race < RACES_MAX; race += 1) {
    const stored = await records.findMany(group.map(({ id }) => id));
    const changes: StoredRecord<Content>[] = [];
    let counts = NO_COUNTS;
    for (const { id, content } of group) {
      const { verdict, next } = verdictOn(stored.get(id), content, drop);
      counts = counted(counts, verdict);
      if (next !== undefined) changes.push({ id, content, version: next, ...drop });
    }
    if (changes.length === 0 || (await records.write(changes)) === 'written') return counts;
  }
  throw new RecordsContended(`${drop.dropId} lost the race for the same records ${RACES_MAX} times; import it again`);
}
