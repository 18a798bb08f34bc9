import { z } from 'zod';
import { isDateTemplate } from '#reports/dialects/date-dialect';
import { TRANSACTION_KINDS } from '#reports/report-row';

export const nameSchema = z.string().min(1).max(200);

/** Patterns come from people: short, compilable, and without the nested repetition that never ends. */
export const patternSchema = z
  .string()
  .min(1)
  .max(300)
  .refine(isSafePattern, 'is not a regular expression, or repeats a repetition');

const decimalTextSchema = z.string().regex(/^-?\d{1,20}(\.\d{1,28})?$/, 'is not a decimal such as "0.01"');

const numberSchema = z.strictObject({
  decimal: z.enum(['.', ',']).default('.'),
  thousands: z.enum(['none', '.', ',', 'space', "'"]).default('none'),
});

/** Where a value stands. Patterns give their group `value`, else the whole match. */
export const sourceSchema = z.union([
  z.strictObject({ column: nameSchema, matching: patternSchema.optional() }),
  z.strictObject({ columnName: nameSchema, matching: patternSchema }),
  z.strictObject({ preamble: nameSchema, matching: patternSchema.optional() }),
  z.strictObject({ context: nameSchema, column: nameSchema, by: nameSchema.optional() }),
  z.strictObject({ fileName: patternSchema }),
  z.strictObject({ sheetName: patternSchema }),
  /** Read in a first pass over the file, since a footer comes after the rows that need it. */
  z.strictObject({ footer: nameSchema, matching: patternSchema.optional() }),
  z.strictObject({ constant: z.string().max(200) }),
]);

/** The first source that is not empty gives the value. */
const sourcesSchema = z.array(sourceSchema).min(1).max(10);

const aliasesSchema = z.record(z.string().max(200), z.string().max(200)).default({});

/** All parts must hold. `is` and `not` compare without case and surrounding space; `matches` is a pattern. */
export const conditionSchema = z
  .array(
    z.strictObject({
      column: nameSchema,
      is: z.array(z.string().max(200)).min(1).optional(),
      not: z.array(z.string().max(200)).min(1).optional(),
      matches: patternSchema.optional(),
    }),
  )
  .min(1);

const termSchema = z.strictObject({ column: nameSchema, sign: z.enum(['+', '-']).default('+') });

const templateSchema = z.string().min(1).max(60).refine(isDateTemplate, 'is not a date template such as "MM/DD/YYYY"');

/** What the rows say, field by field. */
export const valuesSchema = z.strictObject({
  numbers: numberSchema.default({ decimal: '.', thousands: 'none' }),
  /** The payable column, or the formula over columns that gives it. */
  amount: z.union([z.strictObject({ from: sourcesSchema }), z.strictObject({ sum: z.array(termSchema).min(2) })]),
  units: z.strictObject({ from: sourcesSchema }).optional(),
  currency: z.strictObject({ from: sourcesSchema, aliases: aliasesSchema }),
  period: z
    .strictObject({
      from: sourcesSchema,
      /** With it the period is the month that holds the middle day of from–to: retailers' fiscal months. */
      to: sourcesSchema.optional(),
      templates: z.array(templateSchema).min(1),
    })
    .optional(),
  /** Other date columns that must be dates when they are not empty. */
  dates: z.array(z.strictObject({ column: nameSchema, templates: z.array(templateSchema).min(1) })).default([]),
  territory: z
    .strictObject({ from: sourcesSchema, aliases: aliasesSchema, unknown: z.enum(['refuse', 'warn']).default('warn') })
    .optional(),
  store: z.strictObject({ from: sourcesSchema, aliases: aliasesSchema }).optional(),
  title: z.strictObject({ from: sourcesSchema }).optional(),
  artist: z.strictObject({ from: sourcesSchema }).optional(),
  isrc: z.strictObject({ from: sourcesSchema, malformed: z.enum(['refuse', 'drop']).default('refuse') }).optional(),
  upc: z.strictObject({ from: sourcesSchema }).optional(),
  /** The mapping's own key (R25a), for rows with neither ISRC nor UPC. */
  trackKey: z
    .array(
      z.strictObject({
        when: conditionSchema.optional(),
        by: z.enum(['track-title', 'release-title', 'track-id']),
        title: sourcesSchema,
        artist: sourcesSchema.optional(),
      }),
    )
    .default([]),
  transactionKind: z
    .strictObject({
      from: sourcesSchema,
      kinds: z.record(z.string().max(200), z.enum(TRANSACTION_KINDS)),
      /** What any other text means; without it, another text is an error. */
      otherwise: z.enum(TRANSACTION_KINDS).optional(),
    })
    .optional(),
  /** Sums that must hold in a row, e.g. gross − fee = net. */
  checks: z
    .array(
      z.strictObject({
        name: nameSchema,
        terms: z.array(termSchema).min(1),
        equals: nameSchema,
        tolerance: decimalTextSchema.default('0'),
        severity: z.enum(['fail', 'warn']).default('warn'),
      }),
    )
    .default([]),
});

export type Source = z.infer<typeof sourceSchema>;
export type Condition = z.infer<typeof conditionSchema>;
export type ReportValues = z.infer<typeof valuesSchema>;
export type Term = z.infer<typeof termSchema>;

function isSafePattern(pattern: string): boolean {
  if (/\\[1-9]|\\k</.test(pattern)) return false;
  if (/\([^()]*(?:[+*]|\{\d+,\d*\})[^()]*\)(?:[+*]|\{\d+,)/.test(pattern)) return false;
  try {
    new RegExp(pattern, 'iu');
    return true;
  } catch {
    return false;
  }
}
