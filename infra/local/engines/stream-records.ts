import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const counted = z.object({ seq: z.number() }).optional();

/** How many stream records the tables of an engine ever had, known for two microseconds and without asking it. */
export interface StreamRecordCount {
  /** `undefined`: not known this time. Whatever the engine has answered as written is counted. */
  readonly count: () => number | undefined;
  readonly close: () => void;
}

/** Counts in the file of dynoxide 1.2.1, which numbers its records; it commits a record with its item before it answers. */
export function countStreamRecords(file: string): StreamRecordCount {
  const database = new DatabaseSync(file, { readOnly: true });
  const question = database.prepare("select seq from sqlite_sequence where name = '_stream_records'");
  return {
    count() {
      try {
        return counted.parse(question.get())?.seq ?? 0;
      } catch {
        return undefined;
      }
    },
    close: () => database.close(),
  };
}
