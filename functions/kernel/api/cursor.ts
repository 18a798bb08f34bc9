import { createHash } from 'node:crypto';
import { z } from 'zod';

/** What a cursor belongs to: the route and every parameter but `limit` and `cursor`. */
export interface CursorBinding {
  readonly operationId: string;
  readonly parameters: Readonly<Record<string, string | undefined>>;
}

const payloadSchema = z.strictObject({ after: z.string(), check: z.string() });

/**
 * An opaque cursor for the list's position `after`. Its check covers the position and the query, so a cursor that was
 * edited or carried to another query is refused. It holds no secret: a step seeks by the position inside the partition
 * that the caller's own parameters name, never by a partition taken from the cursor.
 */
export function encodeCursor(binding: CursorBinding, after: string): string {
  return Buffer.from(JSON.stringify({ after, check: checkOf(binding, after) })).toString('base64url');
}

/** The position that `encodeCursor` was given; `undefined` when the cursor is not one of this query's. */
export function decodeCursor(binding: CursorBinding, cursor: string): string | undefined {
  const payload = payloadSchema.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (!payload.success) return undefined;
  return payload.data.check === checkOf(binding, payload.data.after) ? payload.data.after : undefined;
}

function checkOf(binding: CursorBinding, after: string): string {
  const parameters = Object.entries(binding.parameters)
    .filter(([name, value]) => value !== undefined && name !== 'limit' && name !== 'cursor')
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([binding.operationId, parameters, after]))
    .digest('base64url')
    .slice(0, 22);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
