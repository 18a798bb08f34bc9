/** The parts of a mapping document that the editor shows as a form; the rest is edited as text. */
export type MappingDocument = Readonly<Record<string, unknown>>;

/** The fields of a report row, in the order in which people think of them. */
export const TARGET_FIELDS = [
  'amount',
  'currency',
  'units',
  'period',
  'territory',
  'store',
  'title',
  'artist',
  'isrc',
  'upc',
  'transactionKind',
] as const;
export type TargetField = (typeof TARGET_FIELDS)[number];

/** The column names that the layout knows. */
export function columnsOf(mapping: MappingDocument): string[] {
  const columns = record(record(mapping['layout'])['columns']);
  const named = [columns['required'], columns['optional']].flatMap((list) => (Array.isArray(list) ? list : []));
  return named.map((column: unknown) => (typeof column === 'string' ? column : text(record(column)['as'])));
}

/** The column that a field is read from, where it is read from one column alone. */
export function columnFor(mapping: MappingDocument, field: TargetField): string | undefined {
  const source = record(sourcesOf(mapping, field)[0]);
  return typeof source['column'] === 'string' ? source['column'] : undefined;
}

/** How a field is read, in words. */
export function readingOf(mapping: MappingDocument, field: TargetField): string {
  const sources = sourcesOf(mapping, field);
  if (sources.length === 0) return 'Not read';
  return sources
    .map((source) =>
      Object.entries(record(source))
        .map(([kind, value]) => `${kind} ${text(value)}`)
        .join(', '),
    )
    .join('; else ');
}

/** The same document with a field read from another column; whatever else was said of the field stays. */
export function withColumn(mapping: MappingDocument, field: TargetField, column: string): MappingDocument {
  const values = record(mapping['values']);
  const [, ...others] = sourcesOf(mapping, field);
  return { ...mapping, values: { ...values, [field]: { ...record(values[field]), from: [{ column }, ...others] } } };
}

function sourcesOf(mapping: MappingDocument, field: TargetField): readonly unknown[] {
  const from = record(record(mapping['values'])[field])['from'];
  return Array.isArray(from) ? from : [];
}

const text = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));
const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
