import { z } from 'zod';
import { conditionSchema, nameSchema, patternSchema } from '#reports/mapping-value';

const delimiterSchema = z.enum([',', ';', '\t', '|']);

/** How the bytes become cells. A mapping lists every form that its provider uses; the first that fits is taken. */
export const formatSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('delimited'),
    delimiter: delimiterSchema,
    /** `null` when the provider does not quote and a quote is an ordinary character. */
    quote: z.enum(['"', "'"]).nullable().default('"'),
    /** The encoding when the file has no byte order mark. */
    encoding: z.enum(['utf-8', 'utf-16le', 'utf-16be', 'windows-1252']).default('utf-8'),
  }),
  z.strictObject({
    kind: z.literal('workbook'),
    /** Sheets to read: every visible sheet whose name fits; without it the first visible sheet. */
    sheet: patternSchema.optional(),
    /** `cached` takes the value that the spreadsheet program last computed. */
    formulas: z.enum(['refuse', 'cached']).default('refuse'),
  }),
]);

/** A header cell: its text, or a pattern that stands for it under the name that the mapping uses. */
export const headerCellSchema = z.union([nameSchema, z.strictObject({ as: nameSchema, matching: patternSchema })]);

export const footerSchema = z.strictObject({
  label: nameSchema,
  labelCell: z.int().min(1).default(1),
  valueCell: z.int().min(1).default(2),
  compares: z.enum(['amount', 'units', 'rows', 'note']),
  severity: z.enum(['fail', 'warn', 'note']).optional(),
});

const tableSchema = z.strictObject({
  kind: z.literal('table'),
  /** `search`: the header is the first of so many records that fits; `line`: it is that record; `none`: columns by position. */
  header: z
    .discriminatedUnion('at', [
      z.strictObject({ at: z.literal('search'), within: z.int().min(1).max(200).default(20) }),
      z.strictObject({ at: z.literal('line'), line: z.int().min(1).max(200) }),
      z.strictObject({ at: z.literal('none') }),
    ])
    .default({ at: 'search', within: 20 }),
  columns: z.strictObject({
    required: z.array(headerCellSchema).min(1),
    optional: z.array(headerCellSchema).default([]),
    /** `allow` for layouts that are known in part only; otherwise a column that is not named here is drift. */
    others: z.enum(['drift', 'allow']).default('drift'),
  }),
  /** Label and value pairs above the header: the cell that holds the label's value, counted from 1. */
  preamble: z.record(nameSchema, z.strictObject({ valueCell: z.int().min(1).default(2) })).default({}),
  /** A one-row table above the data: its header; the record below it gives the values. */
  preambleTable: z.array(nameSchema).default([]),
  /** `pad` when the provider leaves out empty cells at the end of a row. */
  raggedRows: z.enum(['refuse', 'pad']).default('refuse'),
});

const recordTypeSchema = z.strictObject({
  /** `context`: its cells can be read by the rows that follow; `footer`: a control total. */
  role: z.enum(['data', 'context', 'footer', 'ignore']),
  columns: z.array(nameSchema).min(1),
  /** A context of several records at once, told apart by this column. */
  key: nameSchema.optional(),
});

const recordsSchema = z.strictObject({
  kind: z.literal('records'),
  typeCell: z.int().min(1).default(1),
  types: z.record(nameSchema, recordTypeSchema),
  otherTypes: z.enum(['refuse', 'ignore']).default('refuse'),
});

export const layoutSchema = z.discriminatedUnion('kind', [tableSchema, recordsSchema]);

/** Which rows are not what they look like. */
export const rowsSchema = z.strictObject({
  /** A record that begins so is a comment. */
  comment: z.string().min(1).max(10).optional(),
  /** Rows that are no data at all: in no total. */
  ignore: z.array(conditionSchema).default([]),
  /** The record that ends the table; it and everything after it is ignored unless it is a footer. */
  end: conditionSchema.optional(),
  /** Data rows that are no revenue: in `parsed`, not in `payable`. */
  filters: z.array(z.strictObject({ reason: nameSchema, when: conditionSchema })).default([]),
  footers: z.array(footerSchema).default([]),
  /** Sentences that stand for a whole valid file without rows. */
  noActivity: z.array(nameSchema).default([]),
});

export type ReportFormat = z.infer<typeof formatSchema>;
export type DelimitedFormat = Extract<ReportFormat, { kind: 'delimited' }>;
export type WorkbookFormat = Extract<ReportFormat, { kind: 'workbook' }>;
export type HeaderCell = z.infer<typeof headerCellSchema>;
export type Footer = z.infer<typeof footerSchema>;
export type Layout = z.infer<typeof layoutSchema>;
export type TableLayout = Extract<Layout, { kind: 'table' }>;
export type RecordsLayout = Extract<Layout, { kind: 'records' }>;
export type RowRules = z.infer<typeof rowsSchema>;
