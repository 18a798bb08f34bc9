import { VARCHAR } from '@duckdb/node-api';
import { formatUnits } from '#kernel/money/units';
import { openWorkDatabase, sqlText } from '#platform/clients/duckdb';
import { ChunkBuffer } from '#platform/clients/duckdb-append';
import { makeWorkDirectory } from '#platform/clients/s3-files';
import type { RevenueRow } from '#revenue/read-revenue';
import type { RevenueWorkbench } from '#revenue/workbench';
import periodRevenueSql from '../sql/period-revenue.sql' with { type: 'text' };

const MEMORY_MEGABYTES = 512;
const TEXTS = ['period_id', 'country', 'period', 'user_id', 'currency', 'amount'] as const;

/** A workbench on DuckDB in a temporary folder; rows past its memory limit spill to that folder. */
export async function openRevenueWorkbench(): Promise<RevenueWorkbench> {
  const database = await openWorkDatabase(await makeWorkDirectory(), MEMORY_MEGABYTES);
  const connection = await database.connect();
  await connection.run(`create table staged_revenue (${TEXTS.map((name) => `${name} varchar`).join(', ')})`);
  let buffer: ChunkBuffer | undefined;
  const flush = () => {
    buffer?.close();
    buffer = undefined;
  };
  return {
    directory: database.directory,
    async stage(rows) {
      buffer ??= new ChunkBuffer(
        await connection.createAppender('staged_revenue'),
        TEXTS.map(() => VARCHAR),
      );
      for (const row of rows) buffer.append(valuesOf(row));
    },
    async write(periodId, toPath) {
      flush();
      await connection.run(`set variable period_id = ${sqlText(periodId)}`);
      await connection.run(`copy (${periodRevenueSql}) to ${sqlText(toPath)} (format parquet, compression zstd)`);
    },
    async close() {
      flush();
      await database.close();
    },
  };
}

function valuesOf({ periodId, country, month, userId, currency, units }: RevenueRow): readonly string[] {
  return [periodId, country, month, userId, currency, formatUnits(units)];
}
