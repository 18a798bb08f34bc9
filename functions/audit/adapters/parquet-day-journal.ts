import { join } from 'node:path';
import type { CopyFile, CopyFiles } from '#audit/copy-ports';
import { type Day, inTreeOrder, type SealedTransaction } from '#audit/seal';
import type { DayJournal } from '#audit/seal-ports';
import { compareUtf8 } from '#kernel/utf8-order';
import { sqlText, type WorkDatabase } from '#platform/clients/duckdb';

/** Reads a day of the copy from the files of its hours; a day without files needs no database. */
export class ParquetDayJournal implements DayJournal {
  readonly #files: CopyFiles;
  readonly #openDatabase: () => Promise<WorkDatabase>;

  constructor(files: CopyFiles, openDatabase: () => Promise<WorkDatabase>) {
    this.#files = files;
    this.#openDatabase = openDatabase;
  }

  async firstDay(): Promise<Day | undefined> {
    return (await this.#files.list('ledger_entries'))[0]?.hour.slice(0, 10);
  }

  async transactionsOf(day: Day): Promise<readonly SealedTransaction[]> {
    const files = await this.#filesOf(day);
    if (files.entries.length + files.transactions.length === 0) return [];
    const database = await this.#openDatabase();
    try {
      const rows = async (select: string, list: readonly CopyFile[]) => {
        if (list.length === 0) return [];
        const paths = list.map((file) => join(database.directory, `${file.table}-${file.hour.slice(-2)}.parquet`));
        for (const [index, file] of list.entries()) await this.#files.fetch(file, paths[index] ?? '');
        const source = `read_parquet([${paths.map(sqlText).join(', ')}], union_by_name = true)`;
        return (await (await database.connect()).runAndReadAll(select.replace('SOURCE', source))).getRows();
      };
      const entries = await rows(
        'select transaction_id, content_hash, shard, sequence, hash from SOURCE',
        files.entries,
      );
      const parents = await rows(
        'select transaction_id, content_hash from SOURCE where chunk_count is not null',
        files.transactions,
      );
      return gathered(entries, parents);
    } finally {
      await database.close();
    }
  }

  async #filesOf(day: Day) {
    const of = async (table: CopyFile['table']) =>
      (await this.#files.list(table)).filter(({ hour }) => hour.startsWith(`${day}/`));
    return { entries: await of('ledger_entries'), transactions: await of('ledger_transactions') };
  }
}

type Row = readonly unknown[];

/** Entries by transaction, and headers of postings in chunks, which have no entry of their own. */
function gathered(entries: readonly Row[], parents: readonly Row[]): readonly SealedTransaction[] {
  const transactions = [...Map.groupBy(entries, ([id]) => String(id))].map(([id, rows]): SealedTransaction => {
    const listed = rows.map(([, , shard, sequence, hash]) => [String(shard), Number(sequence), String(hash)] as const);
    return {
      transaction_id: id,
      content_hash: String(rows[0]?.[1]),
      entries: listed.toSorted(([left, a], [right, b]) => compareUtf8(left, right) || a - b),
    };
  });
  const headers = parents.map(([id, hash]) => ({
    transaction_id: String(id),
    content_hash: String(hash),
    entries: [],
  }));
  return inTreeOrder([...transactions, ...headers]);
}
