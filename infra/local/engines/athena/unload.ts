import { cutSql, quoteName, quoteText } from '#infra/local/engines/athena/sql-text';

/** `UNLOAD (select) TO 's3://…' WITH (…)`, read. */
export interface Unload {
  readonly select: string;
  readonly target: string;
  readonly format: 'parquet' | 'json' | 'csv';
  readonly compression: string;
  /** Of ZSTD, 1 to 22; the engine's own where the statement says none. */
  readonly compressionLevel: number | undefined;
  readonly partitionedBy: readonly string[];
  readonly fieldDelimiter: string;
}

const FORMATS: Readonly<Record<string, Unload['format']>> = { PARQUET: 'parquet', JSON: 'json', TEXTFILE: 'csv' };
const COMPRESSIONS: Readonly<Record<Unload['format'], readonly string[]>> = {
  parquet: ['gzip', 'snappy', 'zstd', 'lz4', 'none'],
  json: ['gzip', 'zstd', 'none'],
  csv: ['gzip', 'zstd', 'none'],
};
/**
 * As Trino does, texts that repeat within a row group are written as a dictionary: DuckDB then reads, and hashes, each of them once. It takes
 * dictionaries of at most 20,000 entries that way, so row groups are short enough for a play of four lines to have one.
 */
export const PARQUET_DICTIONARIES =
  'row_group_size 61440, dictionary_size_limit 20000, string_dictionary_page_size_limit 4000000';
const EXTENSIONS: Readonly<Record<string, string>> = { gzip: '.gz', zstd: '.zst', none: '' };

/** Reads a statement that begins with UNLOAD. Throws an Error that names what is wrong. */
export function parseUnload(statement: string): Unload {
  const open = statement.indexOf('(');
  const close = matchingBracket(statement, open);
  const select = statement.slice(open + 1, close).trim();
  const match = /^\s*to\s*'((?:[^']|'')*)'\s*(?:with\s*\(([\s\S]*)\)\s*)?$/i.exec(statement.slice(close + 1));
  if (open < 0 || close < 0 || match?.[1] === undefined)
    throw new Error("line 1:1: UNLOAD (select …) TO 's3://bucket/prefix/' WITH (format = 'PARQUET') would be right");
  const target = match[1].replaceAll("''", "'");
  if (!/^s3:\/\/[^/]+\/.+\/$/.test(target))
    throw new Error(`UNLOAD goes to ${target}; a prefix that ends with a slash, s3://bucket/prefix/, would be right`);
  const {
    format: formatName = 'TEXTFILE',
    compression,
    compressionLevel,
    partitionedBy,
    fieldDelimiter = '\u0001',
  } = readOptions(match[2] ?? '');
  const format = FORMATS[formatName.toUpperCase()];
  if (format === undefined)
    throw new Error(`UNLOAD format ${formatName} is not known locally; ${Object.keys(FORMATS).join(', ')} are`);
  const codec = (compression ?? 'gzip').toLowerCase();
  if (!COMPRESSIONS[format].includes(codec))
    throw new Error(
      `UNLOAD compression ${codec} does not go with ${formatName}; ${COMPRESSIONS[format].join(', ')} do`,
    );
  if (compressionLevel !== undefined && (codec !== 'zstd' || compressionLevel < 1 || compressionLevel > 22))
    throw new Error(`UNLOAD compression_level ${compressionLevel} does not go with ${codec}; 1 to 22 go with ZSTD`);
  return { select, target, format, compression: codec, compressionLevel, partitionedBy, fieldDelimiter };
}

/** The COPY that writes the files into a local folder; `columns` are the select's, which end with the partition keys. */
export function copySql(unload: Unload, folder: string, columns: readonly { name: string; type: string }[]): string {
  const isText = unload.format !== 'parquet';
  const options = [
    `format ${unload.format}`,
    `compression ${unload.compression === 'none' ? 'uncompressed' : unload.compression}`,
    ...(unload.compressionLevel === undefined || isText ? [] : [`compression_level ${unload.compressionLevel}`]),
    ...(isText ? [] : [PARQUET_DICTIONARIES]),
    `filename_pattern '{uuidv7}'`,
    ...(isText ? [`file_extension ${quoteText(unload.format + (EXTENSIONS[unload.compression] ?? ''))}`] : []),
    ...(unload.format === 'csv' ? [`header false`, `delimiter ${quoteText(unload.fieldDelimiter)}`, `quote ''`] : []),
    ...(unload.partitionedBy.length > 0
      ? [`partition_by (${unload.partitionedBy.map(quoteName).join(', ')})`]
      : ['per_thread_output']),
  ];
  const format = isText
    ? options.map((option) => option.replace('compression uncompressed', 'compression none'))
    : options;
  return `copy (${exactSelect(unload.select, columns)}) to ${quoteText(folder)} (${format.join(', ')})`;
}

// Parquet has no HUGEINT: DuckDB would write a DOUBLE where Trino's sum has a BIGINT.
function exactSelect(select: string, columns: readonly { name: string; type: string }[]): string {
  const huge = columns.filter(({ type }) => type === 'HUGEINT').map(({ name }) => quoteName(name));
  if (huge.length === 0) return select;
  return `select * replace (${huge.map((name) => `cast(${name} as bigint) as ${name}`).join(', ')}) from (${select})`;
}

function readOptions(text: string) {
  const texts = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(/(\w+)\s*=\s*'((?:[^']|'')*)'/g))
    texts.set(name.toLowerCase(), value.replaceAll("''", "'"));
  const list = /partitioned_by\s*=\s*array\s*\[([^\]]*)\]/i.exec(text)?.[1] ?? '';
  const level = /compression_level\s*=\s*(\d+)/i.exec(text)?.[1];
  return {
    format: texts.get('format'),
    compression: texts.get('compression'),
    compressionLevel: level === undefined ? undefined : Number(level),
    fieldDelimiter: texts.get('field_delimiter'),
    partitionedBy: [...list.matchAll(/'((?:[^']|'')*)'/g)].map(([, name = '']) =>
      name.replaceAll("''", "'").toLowerCase(),
    ),
  };
}

function matchingBracket(statement: string, open: number): number {
  let depth = 0;
  let at = 0;
  for (const piece of cutSql(statement)) {
    if (piece.kind === 'code') {
      for (let offset = 0; offset < piece.text.length; offset++) {
        const character = piece.text[offset];
        if (at + offset < open) continue;
        if (character === '(') depth++;
        if (character === ')' && --depth === 0) return at + offset;
      }
    }
    at += piece.text.length;
  }
  return -1;
}
