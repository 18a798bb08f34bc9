import type { LedgerItem } from '#ledger/ledger-item';
import type { AppendOutcome } from '#ledger/store';

interface CancellationReason {
  readonly Code?: string;
  readonly Message?: string;
}

/** The key was taken: `DuplicateItem` from the service, a condition or a validation that says so from its local engines. */
function isTaken({ Code = '', Message = '' }: CancellationReason): boolean {
  if (Code === 'DuplicateItem' || Code === 'ConditionalCheckFailed') return true;
  return Code === 'ValidationError' && /duplicate|already exists/i.test(Message);
}

const PASSING_REASONS: ReadonlySet<string> = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
]);

/** Refusals to do anything right now, and failures after which nobody knows whether it was done. */
const PASSING_ERRORS: ReadonlySet<string> = new Set([
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'ThrottlingException',
  'TransactionInProgressException',
  'TransactionConflictException',
  'InternalServerError',
  'ServiceUnavailable',
  'TimeoutError',
  'NetworkingError',
  'AbortError',
]);

const PASSING_CODES: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'ECONNREFUSED',
  'ECONNABORTED',
]);

/**
 * What a failed write means: keys that were taken, a conflict that will pass, or something else, which is thrown. A
 * taken key counts first: the attempt could not have succeeded, whatever else befell it.
 */
export function outcomeOfFailure(error: unknown, items: readonly LedgerItem[]): AppendOutcome {
  const failure = error as {
    readonly name?: string;
    readonly code?: string;
    readonly message?: string;
    readonly CancellationReasons?: readonly CancellationReason[];
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  const reasons = failure.CancellationReasons ?? [];
  const taken = items.filter((_, index) => isTaken(reasons[index] ?? {}));
  if (taken.length > 0) return { kind: 'exists', items: taken };
  const passing = reasons.find(({ Code = '' }) => PASSING_REASONS.has(Code));
  if (passing !== undefined) return { kind: 'busy', reason: String(passing.Code) };
  const { name = '', code = '' } = failure;
  const isPassing =
    PASSING_ERRORS.has(name) || PASSING_CODES.has(code) || (failure.$metadata?.httpStatusCode ?? 0) >= 500;
  if (isPassing) return { kind: 'busy', reason: name === '' ? code : name };
  throw error;
}
