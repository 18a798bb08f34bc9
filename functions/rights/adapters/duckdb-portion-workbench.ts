import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  BIGINT,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  DuckDBInstance,
  INTEGER,
  VARCHAR,
} from '@duckdb/node-api';
import { z } from 'zod';
import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';
import type { DroppedPortion, Portion } from '#rights/portion';
import type { MergedGroup, PortionGroup, PortionWorkbench, StagedPortion } from '#rights/workbench';
import nextPortionsSql from '../sql/next-portions.sql' with { type: 'text' };
import portionGroupsSql from '../sql/portion-groups.sql' with { type: 'text' };

/** How portions stand in a snapshot: what is read from one, and what is written into one. */
export interface SnapshotColumns {
  readonly read: string;
  readonly write: string;
}

const UNITS_OF = (column: string) => `cast(${column} * 100000 as integer) as units`;
const FROM_UNITS = 'cast(cast(units as decimal(10, 0)) * cast(0.00001 as decimal(6, 5)) as decimal(6, 5))';
const TIMES = 'effective_from_ms, effective_to_ms, dropped_to_ms';

export const BRIDGE_COLUMNS: SnapshotColumns = {
  read: `track_id as subject, rights_type as facet, holder_id as member, ${UNITS_OF('share')}, ${TIMES}`,
  write: `subject as track_id, facet as rights_type, member as holder_id, ${FROM_UNITS} as share, ${TIMES}`,
};
export const WEIGHT_COLUMNS: SnapshotColumns = {
  read: `country as subject, '' as facet, rights_type as member, ${UNITS_OF('weight')}, ${TIMES}`,
  write: `subject as country, member as rights_type, ${FROM_UNITS} as weight, ${TIMES}`,
};

/** Rows of one DuckDB vector; a chunk holds no more. */
const CHUNK_ROWS_MAX = 2048;
const KEY_TYPES = [VARCHAR, VARCHAR, VARCHAR, INTEGER, BIGINT, BIGINT];
const STAGED_TYPES = [...KEY_TYPES, INTEGER];
const MERGED_TYPES = [...KEY_TYPES, BIGINT];
const KEY_COLUMNS =
  'subject varchar, facet varchar, member varchar, units integer, effective_from_ms bigint, effective_to_ms bigint';

/** A workbench on DuckDB in a temporary folder; rows past its memory limit spill to that folder. */
export async function openPortionWorkbench(columns: SnapshotColumns): Promise<PortionWorkbench> {
  const directory = await mkdtemp(join(tmpdir(), 'rights-'));
  const instance = await DuckDBInstance.create(join(directory, 'staging.duckdb'), {
    memory_limit: '512MB',
    threads: '2',
    temp_directory: join(directory, 'spill'),
    autoinstall_known_extensions: 'false',
  });
  const writing = await instance.connect();
  // Groups stream out of one connection while the rules' outcome goes in by the other.
  const reading = await instance.connect();
  await writing.run(`create table staged_portions (${KEY_COLUMNS}, line integer)`);
  const staged = bulkTable(writing, 'staged_portions', STAGED_TYPES);
  const merged = bulkTable(writing, 'merged_portions', MERGED_TYPES);
  return {
    directory,
    stage: (rows) => staged.append(rows.map(stagedValues)),
    async *groups(previousPath) {
      staged.flush();
      merged.flush();
      await writing.run(`create or replace table merged_portions (${KEY_COLUMNS}, dropped_to_ms bigint)`);
      await writing.run(`create or replace view previous_portions as ${previousPortions(columns, previousPath)}`);
      yield* groups(reading);
    },
    keep: (groupsMerged) => merged.append(groupsMerged.flatMap(mergedValues)),
    async write(toPath) {
      merged.flush();
      return write(writing, columns, toPath);
    },
    async close() {
      staged.flush();
      merged.flush();
      reading.closeSync();
      writing.closeSync();
      instance.closeSync();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

function previousPortions({ read }: SnapshotColumns, previousPath: string | undefined): string {
  return previousPath === undefined
    ? `select * exclude (line), effective_to_ms as dropped_to_ms from staged_portions where false`
    : `select ${read} from read_parquet(${literal(previousPath)})`;
}

type Value = string | number | bigint | null;

/** Rows on their way into a table; one appender takes them all, since ending each costs a commit to disk. */
function bulkTable(connection: DuckDBConnection, table: string, types: typeof STAGED_TYPES) {
  let appender: DuckDBAppender | undefined;
  return {
    async append(rows: readonly Value[][]): Promise<void> {
      if (rows.length === 0) return;
      appender ??= await connection.createAppender(table);
      for (let start = 0; start < rows.length; start += CHUNK_ROWS_MAX) {
        const chunk = DuckDBDataChunk.create(types);
        chunk.setRows(rows.slice(start, start + CHUNK_ROWS_MAX));
        appender.appendDataChunk(chunk);
      }
    },
    /** Everything appended so far is in the table. */
    flush(): void {
      appender?.closeSync();
      appender = undefined;
    },
  };
}

function stagedValues({ key, portion }: StagedPortion): Value[] {
  return [...commonValues(key, portion), portion.line];
}

function mergedValues({ key, portions }: MergedGroup): Value[][] {
  return portions.map((portion) => [...commonValues(key, portion), toMilliseconds(portion.droppedTo)]);
}

function commonValues(key: StagedPortion['key'], portion: Omit<Portion, 'droppedTo'>): Value[] {
  const { member, units, effectiveFrom, effectiveTo } = portion;
  return [key.subject, key.facet, member, Number(units), toMilliseconds(effectiveFrom), toMilliseconds(effectiveTo)];
}

function toMilliseconds(instant: Instant | undefined): bigint | null {
  return instant === undefined ? null : BigInt(millisecondsOf(instant));
}

const instant = z.bigint().transform((milliseconds) => instantOf(Number(milliseconds)));
const end = instant.nullable().transform((found) => found ?? undefined);
const groupRow = z.tuple([z.string(), z.string(), z.string(), z.int(), instant, end, end, z.int()]);

async function* groups(connection: DuckDBConnection): AsyncGenerator<PortionGroup> {
  const result = await connection.stream(portionGroupsSql);
  let open: { key: PortionGroup['key']; history: Portion[]; dropped: DroppedPortion[] } | undefined;
  for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
    for (const row of chunk.getRows()) {
      const [subject, facet, member, units, effectiveFrom, effectiveTo, droppedTo, line] = groupRow.parse(row);
      if (open === undefined || open.key.subject !== subject || open.key.facet !== facet) {
        if (open !== undefined) yield open;
        open = { key: { subject, facet }, history: [], dropped: [] };
      }
      const portion = { member, units: BigInt(units), effectiveFrom, effectiveTo };
      if (line === 0) open.history.push({ ...portion, droppedTo });
      else open.dropped.push({ ...portion, line });
    }
  }
  if (open !== undefined) yield open;
}

const rowCount = z.tuple([z.tuple([z.coerce.number()])]);

async function write(connection: DuckDBConnection, { write }: SnapshotColumns, toPath: string): Promise<number> {
  const target = literal(toPath);
  await connection.run(
    `copy (select ${write} from (${nextPortionsSql})) to ${target} (format parquet, compression zstd)`,
  );
  const counted = await connection.runAndReadAll(`select count(*) from read_parquet(${target})`);
  return rowCount.parse(counted.getRowsJson())[0][0];
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
