import { z } from 'zod';
import { dropDocument } from '#drops/drop-item';
import { KNOWN_KINDS } from '#drops/drop-kind';
import { OPERATORS, READERS } from '#kernel/api/caller';
import { defineRoute } from '#kernel/api/route';
import { instantText, listOf, pageQuery } from '#kernel/api/schemas';

/** What one signed upload may carry: S3 takes no more in a single PUT. */
export const UPLOAD_BYTES_MAX = 5 * 1024 ** 3;

export const listDrops = defineRoute({
  operationId: 'listDrops',
  method: 'GET',
  path: '/v1/drops',
  summary: 'Drops, newest first, with what became of them.',
  roles: READERS,
  query: z.object({
    ...pageQuery,
    prefix: z
      .string()
      .max(1024)
      .default('')
      .meta({ description: 'Start of the keys wanted.', example: 'reports/distrokid/' }),
  }),
  answers: { 200: { description: 'A page of drops.', body: listOf(dropDocument) } },
});

const fileName = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[^/\\\p{Cc}]+$/u, 'must be a file name without slashes or control characters')
  .refine((name) => name !== '.' && name !== '..', 'must be a file name')
  .meta({ example: 'sales-2025-04.tsv' });

export const createDrop = defineRoute({
  operationId: 'createDrop',
  method: 'POST',
  path: '/v1/drops',
  summary: 'Offers a signed upload for one file; uploading it makes the drop.',
  roles: OPERATORS,
  body: z
    .object({
      kind: z.enum(KNOWN_KINDS),
      provider: z
        .string()
        .regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'must be a provider such as "distrokid"')
        .optional()
        .meta({ description: 'Demanded for reports, refused otherwise.' }),
      file_name: fileName,
      content_length: z
        .int()
        .min(1)
        .max(UPLOAD_BYTES_MAX)
        .meta({ description: 'Bytes of the file; the upload must have exactly so many.' }),
      sheet_id: z
        .string()
        .regex(/^[\x21-\x7e]{1,256}$/, 'must be 1 to 256 printable ASCII characters without spaces')
        .optional()
        .meta({ description: 'What the provider calls this sheet; for reports only.' }),
    })
    .superRefine(({ kind, provider, sheet_id }, context) => {
      const refuse = (field: string, message: string) => context.addIssue({ code: 'custom', path: [field], message });
      if (kind === 'reports' && provider === undefined) refuse('provider', 'is demanded for reports');
      if (kind !== 'reports' && provider !== undefined) refuse('provider', `does not go with ${kind}`);
      if (kind !== 'reports' && sheet_id !== undefined) refuse('sheet_id', `does not go with ${kind}`);
    }),
  answers: {
    201: {
      description: 'Where to PUT the file, with which headers, and until when.',
      body: z.strictObject({
        key: z.string(),
        method: z.literal('PUT'),
        upload_url: z.string(),
        headers: z.record(z.string(), z.string()),
        expires_at: instantText,
      }),
    },
  },
});
