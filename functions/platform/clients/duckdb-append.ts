import { type DuckDBAppender, DuckDBDataChunk, type DuckDBType, type DuckDBValue, VARCHAR } from '@duckdb/node-api';

/** Rows of one of DuckDB's vectors. */
const CHUNK_ROWS = 2048;

/** Gathers rows and appends them to a table chunk by chunk. */
export class ChunkBuffer {
  readonly #appender: DuckDBAppender;
  readonly #types: readonly DuckDBType[];
  #rows: (readonly DuckDBValue[])[] = [];

  constructor(appender: DuckDBAppender, types: readonly DuckDBType[]) {
    this.#appender = appender;
    this.#types = types;
  }

  append(row: readonly DuckDBValue[]): void {
    this.#rows.push(row);
    if (this.#rows.length === CHUNK_ROWS) this.#flush();
  }

  close(): void {
    this.#flush();
    this.#appender.closeSync();
  }

  #flush(): void {
    if (this.#rows.length === 0) return;
    const chunk = DuckDBDataChunk.create(this.#types, this.#rows.length);
    chunk.setRows(this.#rows);
    this.#appender.appendDataChunk(chunk);
    this.#rows = [];
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
