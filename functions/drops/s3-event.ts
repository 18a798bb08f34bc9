import { z } from 'zod';
import type { DroppedObject } from '#drops/drop';
import { parseInstant } from '#kernel/time/clock';

/** EventBridge's `Object Created`; unlike S3's own notifications it carries the key as it is, not URL-encoded. */
const objectCreated = z.object({
  source: z.literal('aws.s3'),
  'detail-type': z.literal('Object Created'),
  time: z.string().transform((text, context) => {
    const instant = parseInstant(text);
    if (instant !== undefined) return instant;
    context.addIssue({ code: 'custom', message: 'must be an instant' });
    return z.NEVER;
  }),
  detail: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({
      key: z.string().min(1),
      size: z.number().int().nonnegative(),
      etag: z.string().min(1),
      sequencer: z.string(),
    }),
  }),
});

/** Reads the event in a queue message's body; throws a ZodError for anything else, which ends in the dead-letter queue. */
export function parseObjectCreated(body: unknown): DroppedObject {
  const { time, detail } = objectCreated.parse(body);
  return { bucket: detail.bucket.name, ...detail.object, etag: unquoted(detail.object.etag), droppedAt: time };
}

/** S3 writes an ETag in quotes in headers and listings, and without them in events. */
export function unquoted(etag: string): string {
  return etag.replace(/^"(.*)"$/, '$1');
}
