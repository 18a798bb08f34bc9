import {
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBValue,
} from '@duckdb/node-api';

/** A result's column as GetQueryResults describes it. */
export interface ResultColumn {
  readonly name: string;
  /** Trino's name, e.g. `decimal`. */
  readonly type: string;
  readonly precision: number;
  readonly scale: number;
}

const INTEGER_PRECISION: Readonly<Record<string, number>> = { tinyint: 3, smallint: 5, integer: 10, bigint: 19 };
const INT64_MAX = 2n ** 63n - 1n;

/** The column in Trino's words; DuckDB's HUGEINT, the type of its integer sums, is Trino's bigint. */
export function resultColumnOf(name: string, duckDbType: string): ResultColumn {
  const decimal = /^DECIMAL\((\d+),(\d+)\)$/.exec(duckDbType);
  if (decimal !== null) return { name, type: 'decimal', precision: Number(decimal[1]), scale: Number(decimal[2]) };
  const type = trinoType(duckDbType);
  return { name, type, precision: INTEGER_PRECISION[type] ?? (type === 'varchar' ? 2_147_483_647 : 0), scale: 0 };
}

function trinoType(duckDbType: string): string {
  if (duckDbType.endsWith(']')) return 'array';
  const [base = ''] = duckDbType.split('(');
  const names: Readonly<Record<string, string>> = {
    HUGEINT: 'bigint',
    UBIGINT: 'bigint',
    FLOAT: 'float',
    BLOB: 'varbinary',
    STRUCT: 'row',
    '"NULL"': 'unknown',
    'TIMESTAMP WITH TIME ZONE': 'timestamp with time zone',
  };
  return names[base] ?? base.toLowerCase();
}

/** The value as Athena writes it, `undefined` for null. Throws an Error for an integer beyond bigint, as Trino does. */
export function valueText(value: DuckDBValue): string | undefined {
  if (value === null) return undefined;
  if (typeof value === 'bigint' && (value > INT64_MAX || value < -INT64_MAX - 1n))
    throw new Error(`NUMERIC_VALUE_OUT_OF_RANGE: bigint overflow: ${value}; sum a decimal instead`);
  if (value instanceof DuckDBTimestampValue) return timestampText(value.micros);
  if (value instanceof DuckDBTimestampTZValue) return `${timestampText(value.micros)} UTC`;
  if (value instanceof DuckDBDateValue) return new Date(value.days * 86_400_000).toISOString().slice(0, 10);
  if (value instanceof DuckDBListValue) return `[${value.items.map(nestedText).join(', ')}]`;
  if (value instanceof DuckDBMapValue)
    return `{${value.entries.map((entry) => `${nestedText(entry.key)}=${nestedText(entry.value)}`).join(', ')}}`;
  if (value instanceof DuckDBStructValue)
    return `{${Object.entries(value.entries)
      .map(([name, entry]) => `${name}=${nestedText(entry)}`)
      .join(', ')}}`;
  if (value instanceof DuckDBBlobValue)
    return Array.from(value.bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
  return String(value);
}

const nestedText = (value: DuckDBValue) => valueText(value) ?? 'null';

function timestampText(micros: bigint): string {
  const milliseconds = micros >= 0n ? micros / 1000n : (micros - 999n) / 1000n;
  return new Date(Number(milliseconds)).toISOString().replace('T', ' ').replace('Z', '');
}

/** A double as Java prints it: `1.0`, `1.5E10`, `Infinity`. */
export function doubleColumnText(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const magnitude = Math.abs(value);
  if (value === 0 || (magnitude >= 1e-3 && magnitude < 1e7))
    return Number.isInteger(value) ? `${value}.0` : String(value);
  const [mantissa = '', exponent = ''] = value.toExponential().split('e');
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent.replace('+', '')}`;
}
