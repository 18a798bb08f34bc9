import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection, DuckDBResult } from '@duckdb/node-api';
import { namesIn } from '#infra/local/engines/athena/sql-text';
import { doubleColumnText, type ResultColumn, resultColumnOf, valueText } from '#infra/local/engines/athena/value-text';

/**
 * Streams a select's rows into a CSV as Athena writes it: every value quoted, null as nothing. Answers the columns. When the
 * query ends in the middle, the file is done with before this fails, so its folder may go at once.
 */
export async function writeResult(connection: DuckDBConnection, sql: string, file: string): Promise<ResultColumn[]> {
  const result = await connection.stream(sql);
  const named = namesIn(sql);
  const columns = result
    .columnNames()
    .map((name, at) => resultColumnOf(columnName(name, at, named), String(result.columnType(at))));
  const output = createWriteStream(file);
  try {
    await pipeline(csvOf(result, columns), output);
  } catch (error) {
    if (!output.closed) await new Promise<void>((resolve) => output.once('close', () => resolve()));
    throw error;
  }
  return columns;
}

async function* csvOf(
  result: Pick<DuckDBResult, 'fetchChunk'>,
  columns: readonly ResultColumn[],
): AsyncGenerator<string, void, undefined> {
  yield csvLine(columns.map((column) => column.name));
  for (;;) {
    const chunk = await result.fetchChunk();
    if (chunk === null || chunk.rowCount === 0) return;
    const lines = chunk.getRows().map((row) =>
      csvLine(
        row.map((value, at) => {
          const type = columns[at]?.type;
          const isDouble = typeof value === 'number' && (type === 'double' || type === 'float');
          return isDouble ? doubleColumnText(value) : valueText(value);
        }),
      ),
    );
    yield lines.join('');
  }
}

// Trino calls an expression without an alias by its place; DuckDB calls it by its text.
function columnName(name: string, at: number, named: ReadonlySet<string>): string {
  const lower = name.toLowerCase();
  return /^[a-z_]\w*$/.test(lower) || named.has(lower) ? lower : `_col${at}`;
}

function csvLine(values: readonly (string | undefined)[]): string {
  return `${values.map((value) => (value === undefined ? '' : `"${value.replaceAll('"', '""')}"`)).join(',')}\n`;
}

export interface ResultPage {
  readonly rows: readonly (readonly (string | undefined)[])[];
  /** Where the next page begins; `undefined` at the end. */
  readonly nextOffset: number | undefined;
}

/** Reads at most `limit` rows of such a CSV from a byte offset where a row begins. */
export async function readResult(file: string, offset: number, limit: number): Promise<ResultPage> {
  const rows: (readonly (string | undefined)[])[] = [];
  let held = Buffer.alloc(0);
  let consumed = offset;
  const input = createReadStream(file, { start: offset });
  for await (const chunk of input) {
    held = Buffer.concat([held, chunk as Buffer]);
    for (let end = rowEnd(held); end >= 0; end = rowEnd(held)) {
      if (rows.length === limit) {
        input.destroy();
        return { rows, nextOffset: consumed };
      }
      rows.push(parseLine(held.subarray(0, end).toString('utf8')));
      consumed += end + 1;
      held = held.subarray(end + 1);
    }
  }
  return { rows, nextOffset: undefined };
}

const QUOTE = 0x22;
const NEWLINE = 0x0a;

/** Where the first row ends: a line end outside quotes. */
function rowEnd(bytes: Buffer): number {
  let isQuoted = false;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === QUOTE) isQuoted = !isQuoted;
    else if (bytes[at] === NEWLINE && !isQuoted) return at;
  }
  return -1;
}

function parseLine(line: string): (string | undefined)[] {
  return [...line.matchAll(/(?<=^|,)(?:"((?:[^"]|"")*)"|(?=,|$))/g)].map((match) => match[1]?.replaceAll('""', '"'));
}
