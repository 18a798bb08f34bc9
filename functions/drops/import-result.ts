import { z } from 'zod';

const issue = z.object({
  code: z.string(),
  message: z.string(),
  line: z.number().exactOptional(),
  column: z.string().exactOptional(),
  value: z.string().exactOptional(),
});

/** What an importer's task answers to the state machine `ingest-drop`. */
export const importResult = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('imported'),
    // Beside these, what a kind counts of its own.
    counts: z
      .object({
        created: z.number(),
        updated: z.number(),
        unchanged: z.number(),
        stale: z.number(),
        rows: z.number().exactOptional(),
      })
      .catchall(z.number()),
    warnings: z.array(issue),
    warning_count: z.number(),
    link: z
      .object({
        type: z.enum([
          'catalog_version',
          'rights_version',
          'weights_version',
          'revenue_version',
          'fraud_version',
          'bank_statement',
        ]),
        id: z.string(),
      })
      .exactOptional(),
  }),
  z.object({ outcome: z.literal('refused'), errors: z.array(issue), error_count: z.number() }),
]);

export type ImportResult = z.infer<typeof importResult>;
