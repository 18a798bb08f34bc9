import { z } from 'zod';
import { mappingGaps } from '#reports/mapping-gaps';
import { formatSchema, layoutSchema, rowsSchema } from '#reports/mapping-layout';
import { nameSchema, patternSchema, valuesSchema } from '#reports/mapping-value';

const boundSchema = z.string().regex(/^\d{1,10}(\.\d{1,10})?$/, 'is not a positive decimal such as "0.5"');

/**
 * One version of how one provider's report is read. A new provider, or a layout that drifted, is a new document, never
 * code. The full reference is docs/mappings.md.
 */
export const mappingSchema = z
  .strictObject({
    provider: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'is not a provider name such as "cd-baby"'),
    /** Other names under which its files are dropped; several providers may share one, and the header set decides. */
    alsoKnownAs: z.array(nameSchema).default([]),
    version: z.int().min(1),
    title: nameSchema,
    /** Only a file of such a name is this layout; members of an archive with another name are ignored, and said so. */
    fileName: patternSchema.optional(),
    /** Members of an archive that repeat others: roll-ups, summaries. */
    ignoreMembers: patternSchema.optional(),
    formats: z.array(formatSchema).min(1).max(8),
    layout: layoutSchema,
    rows: rowsSchema.default({ ignore: [], filters: [], footers: [], noActivity: [] }),
    values: valuesSchema,
    /** An effective factor outside waits for a person (R23). */
    factor: z.strictObject({ min: boundSchema, max: boundSchema }).default({ min: '0.001', max: '1000' }),
  })
  .superRefine((mapping, context) => {
    for (const gap of mappingGaps(mapping))
      context.addIssue({ code: 'custom', path: [...gap.path], message: gap.message });
  });

export type Mapping = z.infer<typeof mappingSchema>;

export type ParsedMapping =
  | { readonly kind: 'valid'; readonly mapping: Mapping }
  | { readonly kind: 'invalid'; readonly problems: readonly { readonly path: string; readonly message: string }[] };

/** Reads a mapping document; problems name the place as a JSON pointer. */
export function parseMapping(document: unknown): ParsedMapping {
  const result = mappingSchema.safeParse(document);
  if (result.success) return { kind: 'valid', mapping: result.data };
  const problems = result.error.issues.map((issue) => ({
    path: issue.path.map((part) => `/${String(part)}`).join(''),
    message: issue.message,
  }));
  return { kind: 'invalid', problems };
}

/** The mappings for a drop's provider: by name or other name, without case and punctuation (`cdbaby` is `cd-baby`). */
export function mappingsFor(provider: string, mappings: readonly Mapping[]): readonly Mapping[] {
  const wanted = providerKey(provider);
  return mappings.filter((mapping) =>
    [mapping.provider, ...mapping.alsoKnownAs].some((name) => providerKey(name) === wanted),
  );
}

/** The providers that a folder may mean, each once: `cdbaby` means `cd-baby`, `apple` any of Apple's. */
export function providersNamed(folder: string, mappings: readonly Mapping[]): readonly string[] {
  return [...new Set(mappingsFor(folder, mappings).map(({ provider }) => provider))];
}

const providerKey = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, '');
