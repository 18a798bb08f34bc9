import { createHash } from 'node:crypto';
import type { Caller } from '#kernel/api/caller';
import { type Problem, problem } from '#kernel/api/problem';
import type { Route } from '#kernel/api/route';
import { type Clock, millisecondsOf } from '#kernel/time/clock';
import type { HttpAnswer } from '#platform/http/answer';
import type { RawRequest } from '#platform/http/request';
import { logger } from '#platform/logger';

/** How long a key is remembered, in seconds. The ledger itself forgets never (R28). */
const KEPT_SECONDS = 7 * 24 * 3600;
/** How long after its function's deadline a call still counts as in flight, for clocks that differ. */
const GRACE_MILLISECONDS = 2_000;

/** One subject's wish to do one thing once. */
export interface Intent {
  /** Of subject, route and key; 32 hex digits. */
  readonly id: string;
  /** Of path, query and body: what must not differ when the key comes again. */
  readonly fingerprint: string;
}

export type StoredIntent =
  | { readonly kind: 'in-flight'; readonly fingerprint: string }
  | { readonly kind: 'answered'; readonly fingerprint: string; readonly answer: HttpAnswer };

/** The port to the control table's `IDEMPOTENCY#…` items. */
export interface IntentStore {
  /** Claims the intent until `leaseUntil` (epoch milliseconds); else answers what stands there. One condition, one write. */
  claim(claim: {
    readonly intent: Intent;
    readonly now: number;
    readonly leaseUntil: number;
    readonly expiresAtSeconds: number;
  }): Promise<{ readonly kind: 'claimed' } | StoredIntent>;
  /** Stores the first answer; only the holder of the claim made with `leaseUntil` may. */
  complete(intent: Intent, leaseUntil: number, answer: HttpAnswer): Promise<void>;
  /** Gives the claim back after a fault, so that the same key may be tried again at once. */
  release(intent: Intent, leaseUntil: number): Promise<void>;
}

export type IntentOutcome = { readonly kind: 'answered'; readonly answer: HttpAnswer } | Problem;

const KEY = /^[\x21-\x7e]{1,255}$/;

/** The intent of a write, or a 400 when its `Idempotency-Key` is missing or malformed. */
export function intentOf(route: Route, caller: Caller | undefined, request: RawRequest): Intent | Problem {
  const key = request.headers['idempotency-key'];
  if (key === undefined || !KEY.test(key)) {
    const detail = 'a write needs one of 1 to 255 printable characters, such as a UUID, the same for each repetition';
    const code = key === undefined ? 'idempotency-key-missing' : 'idempotency-key-invalid';
    return problem(400, code, `header Idempotency-Key: ${detail}`, [
      { in: 'header', pointer: '/idempotency-key', detail },
    ]);
  }
  return {
    id: digest([caller?.subject ?? '', route.operationId, key]).slice(0, 32),
    fingerprint: digest([request.path, request.query, request.body ?? null]),
  };
}

/**
 * Runs `call` once per intent and answers its repetitions with the first answer, refusals included. A call that died is
 * in flight until its function's deadline and may then be run again: its step finds what it had already written by
 * the ids it derived from `intent.id`. An answer of 5xx is not kept, so that a repetition tries again.
 */
export async function oncePerKey(
  store: IntentStore,
  intent: Intent,
  time: { readonly clock: Clock; readonly deadline: number },
  call: () => Promise<HttpAnswer>,
): Promise<IntentOutcome> {
  const now = millisecondsOf(time.clock.now());
  const leaseUntil = time.deadline + GRACE_MILLISECONDS;
  const expiresAtSeconds = Math.ceil(now / 1000) + KEPT_SECONDS;
  const found = await store.claim({ intent, now, leaseUntil, expiresAtSeconds });
  if (found.kind !== 'claimed') return repetitionOf(intent, found);
  const answer = await call().catch(async (error: unknown) => {
    await quietly('release', store.release(intent, leaseUntil));
    throw error;
  });
  // The effect stands whether or not its answer can be stored; a lost answer is run again and found by its ids.
  if (answer.statusCode >= 500) await quietly('release', store.release(intent, leaseUntil));
  else await quietly('complete', store.complete(intent, leaseUntil, answer));
  return { kind: 'answered', answer };
}

function repetitionOf(intent: Intent, found: StoredIntent): IntentOutcome {
  if (found.fingerprint !== intent.fingerprint) {
    const detail = 'This Idempotency-Key was used with another payload; take a new key for a new intent.';
    return problem(422, 'idempotency-key-reused', detail);
  }
  if (found.kind === 'in-flight') {
    const detail = 'The first call with this Idempotency-Key is still running; repeat it in a moment.';
    return problem(409, 'idempotency-key-in-flight', detail);
  }
  return { kind: 'answered', answer: found.answer };
}

async function quietly(what: string, done: Promise<void>): Promise<void> {
  await done.catch((error: unknown) => {
    logger.warn(`Idempotency: could not ${what}`, error instanceof Error ? error : new Error(String(error)));
  });
}

/** SHA-256 of a canonical form: objects as sorted lists of their fields; hex. */
function digest(value: unknown): string {
  return createHash('sha256')
    .update(JSON.stringify(sorted(value)))
    .digest('hex');
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return { object: entries.map(([key, inner]) => [key, sorted(inner)]) };
}
