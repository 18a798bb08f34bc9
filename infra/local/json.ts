/** JSON as the templates, the wire and the journals carry it, and the few ways in which the local cloud reads it. */
export type JsonRecord = { readonly [name: string]: unknown };

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The record, or an empty one when there is none. */
export function recordOf(value: unknown): JsonRecord {
  return isRecord(value) ? value : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The text, or `undefined`; CloudFormation writes numbers and booleans as texts and the other way round. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

export function numberOf(value: unknown): number | undefined {
  const number =
    typeof value === 'number' ? value : typeof value === 'string' && value !== '' ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** The text at `name`; throws, naming `owner`, when it is missing. */
export function textAt(record: JsonRecord, name: string, owner: string): string {
  const text = textOf(record[name]);
  if (text === undefined) throw new Error(`${owner} has no ${name}; it needs a text there`);
  return text;
}
