import { TransactionCanceledException } from '@aws-sdk/client-dynamodb';

/** A condition that no longer held, or another transaction on the same items: read again and decide again. */
export function isLostRace(error: unknown): boolean {
  if (!(error instanceof TransactionCanceledException)) return false;
  const codes = error.CancellationReasons?.map(({ Code }) => Code) ?? [];
  return codes.includes('ConditionalCheckFailed') || codes.includes('TransactionConflict');
}
