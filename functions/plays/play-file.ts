import { RoyaltyError } from '#kernel/errors';

/** How a dropped file of plays is written; its first bytes say so, not its name. */
export type PlayFileFormat = 'ndjson' | 'ndjson.gz' | 'parquet';

export type PlayFileFault =
  | 'empty_file'
  | 'truncated_gzip'
  | 'broken_gzip'
  | 'not_gzip'
  | 'broken_parquet'
  | 'not_parquet'
  | 'missing_columns'
  | 'not_utf8'
  | 'unknown_format';

/** A file of which nothing is taken, since it cannot be read to its end. */
export class UnreadablePlayFile extends RoyaltyError {
  override readonly name = 'UnreadablePlayFile';
  readonly fault: PlayFileFault;

  constructor(fault: PlayFileFault, message: string) {
    super(message);
    this.fault = fault;
  }
}

const MAGIC: readonly (readonly [bytes: readonly number[], what: string])[] = [
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive or a workbook'],
  [[0x28, 0xb5, 0x2f, 0xfd], 'compressed with Zstandard'],
  [[0x42, 0x5a, 0x68], 'compressed with bzip2'],
  [[0xfd, 0x37, 0x7a, 0x58], 'compressed with xz'],
  [[0x4f, 0x62, 0x6a, 0x01], 'an Avro file'],
  [[0x4f, 0x52, 0x43], 'an ORC file'],
  [[0xff, 0xfe], 'UTF-16 text'],
  [[0xfe, 0xff], 'UTF-16 text'],
];
const GZIP = [0x1f, 0x8b];
const PARQUET = [0x50, 0x41, 0x52, 0x31];
const WANTED = 'a file of plays is NDJSON in UTF-8, the same as .gz, or Parquet';

/** Tells the format by the first bytes; throws `UnreadablePlayFile` for anything else, and where the name says otherwise. */
export function formatOf(head: Uint8Array, key: string): PlayFileFormat {
  if (head.length === 0) throw new UnreadablePlayFile('empty_file', `${key} is empty; ${WANTED}`);
  if (startsWith(head, PARQUET)) return 'parquet';
  if (/\.parquet$/i.test(key))
    throw new UnreadablePlayFile('not_parquet', `${key} is named .parquet but does not begin as one; ${WANTED}`);
  if (startsWith(head, GZIP)) return 'ndjson.gz';
  if (/\.gz$/i.test(key))
    throw new UnreadablePlayFile('not_gzip', `${key} is named .gz but does not begin as one; ${WANTED}`);
  const known = MAGIC.find(([bytes]) => startsWith(head, bytes));
  if (known !== undefined) throw new UnreadablePlayFile('unknown_format', `${key} is ${known[1]}; ${WANTED}`);
  return 'ndjson';
}

function startsWith(head: Uint8Array, bytes: readonly number[]): boolean {
  return bytes.every((byte, at) => head[at] === byte);
}
