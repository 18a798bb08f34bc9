import { DatabaseSync } from 'node:sqlite';

/**
 * dynoxide 1.2.1 asks for a table's highest stream sequence number at every write and has no index for it, so each write
 * to a table with a stream reads every record before it: 20,000 entries in, the ledger takes 300 inserts a second instead
 * of 10,000. The index serves that question and the reads of the stream alike.
 */
export function indexStreamRecords(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec(`
      pragma busy_timeout = 5000;
      create index if not exists pennywhistle_stream_records
      on _stream_records (table_name, cast(sequence_number as integer))
    `);
  } finally {
    database.close();
  }
}
