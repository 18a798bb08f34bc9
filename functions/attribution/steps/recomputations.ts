import { z } from 'zod';
import type { LakeDocuments, Recomputation, Recomputations } from '#attribution/ports';

const RUNNING = '{"status":"running"}';
const statusSchema = z.looseObject({ status: z.enum(['running', 'completed', 'failed']) });

export type Found =
  | { readonly kind: 'unknown' }
  | { readonly kind: 'running' }
  | { readonly kind: 'ended'; readonly document: z.output<typeof statusSchema> };

/** How long a request waits for the answer of a recomputation before it says where to ask for it; API Gateway ends it at 30 s. */
const WAIT_MILLISECONDS = 20_000;
const POLL_MILLISECONDS = { first: 50, last: 500 } as const;

/** Where the document of a recomputation stands in the lake. */
export function recomputationKey({ kind, periodId, id }: Pick<Recomputation, 'kind' | 'periodId' | 'id'>): string {
  return `recomputations/period_id=${periodId}/${kind}-${id}.json`;
}

/** Starts a recomputation, or finds the one of that id, and waits a little for its end. */
export async function recompute(
  recomputation: Recomputation,
  ports: {
    readonly documents: LakeDocuments;
    readonly recomputations: Recomputations;
    readonly waitMilliseconds?: number;
  },
): Promise<Found> {
  const known = await findRecomputation(recomputation, ports);
  if (known.kind === 'ended') return known;
  if (known.kind === 'unknown') await ports.documents.put(recomputationKey(recomputation), RUNNING);
  await ports.recomputations.start(recomputation);
  const endsAt = performance.now() + (ports.waitMilliseconds ?? WAIT_MILLISECONDS);
  for (let wait: number = POLL_MILLISECONDS.first; ; wait = Math.min(wait * 2, POLL_MILLISECONDS.last)) {
    const found = await findRecomputation(recomputation, ports);
    if (found.kind === 'ended' || performance.now() + wait > endsAt) return found;
    await new Promise((resolve) => setTimeout(resolve, wait));
  }
}

/** A recomputation as far as it has come. */
export async function findRecomputation(
  of: Pick<Recomputation, 'kind' | 'periodId' | 'id'>,
  { documents }: { readonly documents: LakeDocuments },
): Promise<Found> {
  const text = await documents.get(recomputationKey(of));
  if (text === undefined) return { kind: 'unknown' };
  const document = statusSchema.parse(JSON.parse(text));
  return document.status === 'running' ? { kind: 'running' } : { kind: 'ended', document };
}
