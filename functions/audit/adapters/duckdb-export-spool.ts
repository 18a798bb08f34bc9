import { createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { VARCHAR } from '@duckdb/node-api';
import type { ExportSpool } from '#audit/export-ports';
import type { WorkDatabase } from '#platform/clients/duckdb';
import { ChunkBuffer } from '#platform/clients/duckdb-append';

/** Texts in an embedded database that spills what memory does not hold, sorted on their way out. */
export async function createExportSpool(database: WorkDatabase): Promise<ExportSpool> {
  const connection = await database.connect();
  await connection.run('create table kept (id varchar, effective_at varchar, recorded_at varchar, text varchar)');
  await connection.run('create table posted (id varchar)');
  const kept = new ChunkBuffer(await connection.createAppender('kept'), [VARCHAR, VARCHAR, VARCHAR, VARCHAR]);
  const posted = new ChunkBuffer(await connection.createAppender('posted'), [VARCHAR]);
  async function* texts(head: string): AsyncGenerator<string> {
    yield head;
    const result = await connection.stream(
      'select text from kept semi join posted using (id) order by effective_at, recorded_at, id',
    );
    for (let chunk = await result.fetchChunk(); chunk !== null && chunk.rowCount > 0; chunk = await result.fetchChunk())
      for (const text of chunk.getColumnValues(0)) yield String(text);
  }
  return {
    keep: ({ id, effectiveAt, recordedAt, text }) => kept.append([id, effectiveAt, recordedAt, text]),
    markPosted: (id) => posted.append([id]),
    async write(head) {
      kept.close();
      posted.close();
      const path = join(database.directory, 'journal');
      await pipeline(texts(head), createWriteStream(path));
      return { path, bytes: (await stat(path)).size };
    },
    close: () => database.close(),
  };
}
