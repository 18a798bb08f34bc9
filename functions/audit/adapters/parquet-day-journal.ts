import { join } from 'node:path';
import type { CopyFile, CopyFiles } from '#audit/copy-ports';
import type { HashHex } from '#audit/merkle';
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
    const rows = await this.#rowsOf(day, [
      ({ entries }) => `select transaction_id, content_hash, shard, sequence, hash from ${entries}`,
      ({ transactions }) => `select transaction_id, content_hash from ${transactions} where chunk_count is not null`,
    ]);
    const [entries = [], parents = []] = rows;
    return gathered(entries, parents);
  }

  /** As `leafHash` and `leafText` give them, made by the database: a month has millions, and all are made anew by every audit. */
  async leafHashesOf(day: Day): Promise<readonly HashHex[]> {
    const [hashes = []] = await this.#rowsOf(day, [leafHashes]);
    return hashes.map(([hash]) => String(hash));
  }

  async #rowsOf(day: Day, selects: readonly ((of: Sources) => string)[]): Promise<readonly (readonly Row[])[]> {
    const files = await this.#filesOf(day);
    if (files.entries.length + files.transactions.length === 0) return [];
    const database = await this.#openDatabase();
    try {
      const connection = await database.connect();
      const load = async (list: readonly CopyFile[], columns: string) => {
        if (list.length === 0) return `(select ${columns} where false)`;
        const paths = list.map((file) => join(database.directory, `${file.table}-${file.hour.slice(-2)}.parquet`));
        for (const [index, file] of list.entries()) await this.#files.fetch(file, paths[index] ?? '');
        return `read_parquet([${paths.map(sqlText).join(', ')}], union_by_name = true)`;
      };
      const sources = {
        entries: await load(files.entries, NO_ENTRY),
        transactions: await load(files.transactions, NO_HEADER),
      };
      const found: (readonly Row[])[] = [];
      for (const select of selects) found.push((await connection.runAndReadAll(select(sources))).getRows());
      return found;
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

/** Where a day's rows are read from. */
interface Sources {
  readonly entries: string;
  readonly transactions: string;
}

const NO_ENTRY = `'' as transaction_id, '' as content_hash, '' as shard, 0 as sequence, '' as hash`;
const NO_HEADER = `'' as transaction_id, '' as content_hash, 0 as chunk_count`;

/** Texts are ordered by their UTF-8 bytes here, as the tree has them; JSON strings are those of `JSON.stringify`. */
const leafHashes = ({ entries, transactions }: Sources) => `
  with leaves as (
    select
      transaction_id, any_value(content_hash) as content_hash,
      string_agg(
        '[' || to_json(shard) || ',' || cast(sequence as varchar) || ',' || to_json(hash) || ']', ',' order by shard, sequence
      ) as listed
    from ${entries} group by transaction_id
    union all
    select transaction_id, content_hash, '' as listed from ${transactions} where chunk_count is not null
  )
  select sha256(
    '\\x00'::blob || encode(
      '{"content_hash":' || to_json(content_hash) || ',"entries":[' || listed || '],"transaction_id":' || to_json(transaction_id) || '}'
    )
  )
  from leaves order by transaction_id`;

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
