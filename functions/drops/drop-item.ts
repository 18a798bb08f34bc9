import { z } from 'zod';
import type { Drop, DropKind, DropLink, DropStatus } from '#drops/drop';
import { instantText } from '#kernel/api/schemas';
import type { Instant } from '#kernel/time/clock';

const issue = z.object({
  code: z.string(),
  message: z.string(),
  line: z.number().int().exactOptional(),
  column: z.string().exactOptional(),
  value: z.string().exactOptional(),
});

const KINDS = [
  'reports',
  'plays',
  'plays-archive',
  'catalog',
  'holders',
  'plans',
  'destinations',
  'tax-forms',
  'rights',
  'weights',
  'revenue',
  'fraud',
  'fx',
  'bank',
  'rail-returns',
  'unknown',
] satisfies readonly DropKind[];
const STATUSES = ['accepted', 'processing', 'completed', 'failed', 'duplicate'] satisfies readonly DropStatus[];
const LINK_TYPES = [
  'report',
  'catalog_version',
  'rights_version',
  'weights_version',
  'revenue_version',
  'fraud_version',
  'bank_statement',
] satisfies readonly DropLink['type'][];

/** A drop as the API shows it and as the control table holds it. */
export const dropDocument = z
  .object({
    drop_id: z.string().meta({ example: 'd_0123456789abcdef0123456789abcdef' }),
    kind: z.enum(KINDS),
    bucket: z.string(),
    key: z.string(),
    etag: z.string(),
    size: z.number().int().meta({ description: 'Bytes.' }),
    status: z.enum(STATUSES),
    dropped_at: instantText,
    updated_at: instantText,
    counts: z.record(z.string(), z.number()),
    errors: z.array(issue).meta({ description: 'The first of them; `counts.errors` is the true number.' }),
    warnings: z.array(issue),
    sheet_id: z.string().exactOptional(),
    content_hash: z.string().exactOptional().meta({ description: 'SHA-256 of the bytes as dropped.' }),
    link: z
      .object({ type: z.enum(LINK_TYPES), id: z.string() })
      .exactOptional()
      .meta({ description: 'What the drop became.' }),
    duplicate_of: z.string().exactOptional().meta({ description: 'The earlier drop that this one repeats.' }),
  })
  .meta({ id: 'Drop' });

export type DropDocument = z.infer<typeof dropDocument>;

/** The drop as the API and the table write it. */
export function attributesOf(drop: Drop): DropDocument {
  const { dropId, droppedAt, updatedAt, counts, errors, warnings, sheetId, contentHash, duplicateOf, ...same } = drop;
  return {
    ...same,
    drop_id: dropId,
    dropped_at: droppedAt,
    updated_at: updatedAt,
    counts: { ...counts },
    errors: [...errors],
    warnings: [...warnings],
    ...(sheetId !== undefined && { sheet_id: sheetId }),
    ...(contentHash !== undefined && { content_hash: contentHash }),
    ...(duplicateOf !== undefined && { duplicate_of: duplicateOf }),
  };
}

/** Reads a stored drop; throws a ZodError when the item is none. */
export function parseDrop(item: unknown): Drop {
  const { drop_id, dropped_at, updated_at, sheet_id, content_hash, duplicate_of, ...same } = dropDocument.parse(item);
  return {
    ...same,
    dropId: drop_id,
    droppedAt: dropped_at as Instant,
    updatedAt: updated_at as Instant,
    ...(sheet_id !== undefined && { sheetId: sheet_id }),
    ...(content_hash !== undefined && { contentHash: content_hash }),
    ...(duplicate_of !== undefined && { duplicateOf: duplicate_of }),
  };
}
