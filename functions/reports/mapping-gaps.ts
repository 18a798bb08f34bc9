import type { HeaderCell, Layout } from '#reports/mapping-layout';
import type { Condition, ReportValues, Source } from '#reports/mapping-value';

export interface MappingGap {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

interface Checked {
  readonly layout: Layout;
  readonly rows: {
    readonly ignore: readonly Condition[];
    readonly filters: readonly { readonly when: Condition }[];
    readonly end?: Condition | undefined;
  };
  readonly values: ReportValues;
}

/** Every column that the rows and values of a mapping read must be one that its layout names. */
export function mappingGaps(mapping: Checked): MappingGap[] {
  const known = columnsOf(mapping.layout);
  const contexts = contextsOf(mapping.layout);
  return columnUses(mapping).flatMap((use) => {
    const columns = use.context === undefined ? known : contexts.get(use.context);
    if (columns?.has(use.column)) return [];
    const place = use.context === undefined ? 'the layout' : `context ${use.context}`;
    return [{ path: use.path, message: `reads column "${use.column}", which ${place} does not name` }];
  });
}

/** The name under which a mapping reads a header cell. */
export function headerName(cell: HeaderCell): string {
  return typeof cell === 'string' ? cell : cell.as;
}

function columnsOf(layout: Layout): Set<string> {
  if (layout.kind === 'table') return new Set([...layout.columns.required, ...layout.columns.optional].map(headerName));
  return new Set(Object.values(layout.types).flatMap((type) => (type.role === 'data' ? type.columns : [])));
}

function contextsOf(layout: Layout): Map<string, Set<string>> {
  const types = layout.kind === 'records' ? Object.entries(layout.types) : [];
  return new Map(
    types.filter(([, type]) => type.role === 'context').map(([name, type]) => [name, new Set(type.columns)]),
  );
}

interface ColumnUse {
  readonly path: readonly (string | number)[];
  readonly column: string;
  readonly context?: string;
}

function columnUses({ rows, values }: Checked): ColumnUse[] {
  return [
    ...rows.ignore.flatMap((condition, index) => conditionUses(condition, ['rows', 'ignore', index])),
    ...conditionUses(rows.end ?? [], ['rows', 'end']),
    ...rows.filters.flatMap(({ when }, index) => conditionUses(when, ['rows', 'filters', index, 'when'])),
    ...('sum' in values.amount
      ? values.amount.sum.map(({ column }) => ({ path: ['values', 'amount', 'sum'], column }))
      : sourceUses(values.amount.from, ['values', 'amount'])),
    ...(
      [
        'units',
        'currency',
        'period',
        'territory',
        'store',
        'title',
        'artist',
        'isrc',
        'upc',
        'transactionKind',
      ] as const
    ).flatMap((field) => sourceUses(values[field]?.from ?? [], ['values', field])),
    ...sourceUses(values.period?.to ?? [], ['values', 'period', 'to']),
    ...values.dates.map(({ column }, index) => ({ path: ['values', 'dates', index], column })),
    ...values.trackKey.flatMap((key, index) => [
      ...sourceUses([...key.title, ...(key.artist ?? [])], ['values', 'trackKey', index]),
      ...conditionUses(key.when ?? [], ['values', 'trackKey', index, 'when']),
    ]),
    ...values.checks.flatMap((check, index) =>
      [...check.terms.map(({ column }) => column), check.equals].map((column) => ({
        path: ['values', 'checks', index],
        column,
      })),
    ),
  ];
}

function conditionUses(condition: Condition, path: readonly (string | number)[]): ColumnUse[] {
  return condition.map(({ column }) => ({ path, column }));
}

function sourceUses(sources: readonly Source[], path: readonly (string | number)[]): ColumnUse[] {
  return sources.flatMap((source): ColumnUse[] => {
    if ('context' in source)
      return [
        { path, column: source.column, context: source.context },
        ...(source.by ? [{ path, column: source.by }] : []),
      ];
    if ('column' in source) return [{ path, column: source.column }];
    return 'columnName' in source ? [{ path, column: source.columnName }] : [];
  });
}
