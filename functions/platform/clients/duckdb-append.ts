import {
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  type DuckDBType,
  type DuckDBValue,
  VARCHAR,
} from '@duckdb/node-api';

/** Rows of one of DuckDB's vectors. */
const CHUNK_ROWS = 2048;

/** Gathers rows and appends them to a table chunk by chunk. The columns are written over, so that no row is kept. */
export class ChunkBuffer {
  readonly #appender: DuckDBAppender;
  readonly #types: readonly DuckDBType[];
  readonly #columns: DuckDBValue[][];
  #rows = 0;

  constructor(appender: DuckDBAppender, types: readonly DuckDBType[]) {
    this.#appender = appender;
    this.#types = types;
    this.#columns = types.map(() => []);
  }

  append(row: readonly DuckDBValue[]): void {
    let index = 0;
    for (const column of this.#columns) {
      column[this.#rows] = row[index] ?? null;
      index += 1;
    }
    this.#rows += 1;
    if (this.#rows === CHUNK_ROWS) this.#flush();
  }

  /** What was appended so far can be read by queries that begin from now on. */
  show(): void {
    this.#flush();
    this.#appender.flushSync();
  }

  close(): void {
    this.#flush();
    this.#appender.closeSync();
  }

  #flush(): void {
    if (this.#rows === 0) return;
    const chunk = DuckDBDataChunk.create(this.#types, this.#rows);
    const isFull = this.#rows === CHUNK_ROWS;
    chunk.setColumns(isFull ? this.#columns : this.#columns.map((column) => column.slice(0, this.#rows)));
    this.#appender.appendDataChunk(chunk);
    this.#rows = 0;
  }
}

/** Columns of a table by name. */
export type TableColumns = Readonly<Record<string, DuckDBType>>;

/** Tables that are filled row by row while queries on other connections read them; `NAME_<suffix>` each. */
export class AppendedTables<Name extends string> {
  readonly buffers: Readonly<Record<Name, ChunkBuffer>>;
  readonly #suffix: number;

  private constructor(suffix: number, buffers: Readonly<Record<Name, ChunkBuffer>>) {
    this.#suffix = suffix;
    this.buffers = buffers;
  }

  static async create<Name extends string>(
    connection: DuckDBConnection,
    suffix: number,
    tables: Readonly<Record<Name, TableColumns>>,
  ): Promise<AppendedTables<Name>> {
    const buffers: Partial<Record<Name, ChunkBuffer>> = {};
    for (const [name, columns] of Object.entries(tables) as [Name, TableColumns][]) {
      const defined = Object.entries(columns).map(([column, type]) => `${column} ${type.toString()}`);
      await connection.run(`create table ${name}_${suffix} (${defined.join(', ')})`);
      buffers[name] = new ChunkBuffer(await connection.createAppender(`${name}_${suffix}`), Object.values(columns));
    }
    return new AppendedTables(suffix, buffers as Record<Name, ChunkBuffer>);
  }

  /** Shows what was appended so far to the queries that begin from now on. */
  show(): void {
    for (const buffer of this.#all()) buffer.show();
  }

  close(): void {
    for (const buffer of this.#all()) buffer.close();
  }

  /** The tables as common table expressions, under the names that the SQL uses. */
  get expressions(): readonly string[] {
    return this.#names().map((name) => `${name} as (select * from ${name}_${this.#suffix})`);
  }

  get dropStatement(): string {
    return this.#names()
      .map((name) => `drop table ${name}_${this.#suffix}`)
      .join('; ');
  }

  #names(): readonly string[] {
    return Object.keys(this.buffers);
  }

  #all(): readonly ChunkBuffer[] {
    return Object.values(this.buffers);
  }
}

/** Appends columns of equal length, all of them texts, to a table. */
export function appendTexts(
  appender: { appendDataChunk(chunk: DuckDBDataChunk): void },
  columns: readonly string[][],
): void {
  const rows = columns[0]?.length ?? 0;
  for (let start = 0; start < rows; start += CHUNK_ROWS) {
    const end = Math.min(start + CHUNK_ROWS, rows);
    const chunk = DuckDBDataChunk.create(
      columns.map(() => VARCHAR),
      end - start,
    );
    chunk.setColumns(columns.map((column): DuckDBValue[] => column.slice(start, end)));
    appender.appendDataChunk(chunk);
  }
}
