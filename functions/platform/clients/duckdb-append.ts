import { type DuckDBAppender, DuckDBDataChunk, type DuckDBType, type DuckDBValue, VARCHAR } from '@duckdb/node-api';

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
