import { INTEGER, VARCHAR } from '@duckdb/node-api';
import { assertThat } from '#kernel/errors';
import { millisecondsOf } from '#kernel/time/clock';
import { openWorkDatabase, sqlText } from '#platform/clients/duckdb';
import { ChunkBuffer } from '#platform/clients/duckdb-append';
import { makeWorkDirectory } from '#platform/clients/s3-files';
import type { FlagWorkbench } from '#plays/external-flag-ports';
import nextFlags from '../sql/next-external-flags.sql' with { type: 'text' };

const MEMORY_MEGABYTES = 512;

/** Flags of one dropped file in DuckDB, with a folder that ends with it. */
export async function openFlagWorkbench(): Promise<FlagWorkbench> {
  const database = await openWorkDatabase(await makeWorkDirectory(), MEMORY_MEGABYTES);
  const connection = await database.connect();
  await connection.run('create table staged_flags (play_id varchar, reason varchar, line integer)');
  await connection.run(
    'create table next_flags (play_id varchar, reason varchar, rule varchar, rule_version integer, evidence varchar, flagged_at_ms bigint)',
  );
  await connection.run('create view no_flags as select * from next_flags where false');
  const countOf = async (table: string) => {
    const counted = await connection.runAndReadAll(`select count(*) from ${table}`);
    return Number(counted.getRows()[0]?.[0] ?? 0);
  };
  return {
    directory: database.directory,
    async stage(flags) {
      const buffer = new ChunkBuffer(await connection.createAppender('staged_flags'), [VARCHAR, VARCHAR, INTEGER]);
      for (const { playId, reason, line } of flags) buffer.append([playId, reason, line]);
      buffer.close();
    },
    async write(path, { previousPath, dropId, flaggedAt }) {
      assertThat(/^[\w-]+$/.test(dropId), `${dropId} is no drop id; d_ and hex digits would be right`);
      const previous = previousPath === undefined ? 'no_flags' : `read_parquet(${sqlText(previousPath)})`;
      await connection.run(`create or replace view previous_flags as select * from ${previous}`);
      await connection.run('truncate next_flags');
      await connection.run(`insert into next_flags ${nextFlags}`, {
        drop_id: dropId,
        flagged_at_ms: BigInt(millisecondsOf(flaggedAt)),
      });
      await connection.run(
        `copy (select * from next_flags order by play_id, reason) to ${sqlText(path)} (format parquet, compression zstd)`,
      );
      const [rows, before, staged] = [
        await countOf('next_flags'),
        await countOf('previous_flags'),
        await countOf('staged_flags'),
      ];
      return { rows, created: rows - before, staged };
    },
    close: () => database.close(),
  };
}
