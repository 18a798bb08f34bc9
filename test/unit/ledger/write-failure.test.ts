import { describe, expect, it } from 'vitest';
import type { LedgerItem } from '#ledger/ledger-item';
import { outcomeOfFailure } from '#ledger/write-failure';
import { MAY_1 } from '#test/support/ledger/builders';

const items = [1, 2].map(
  (ordinal): LedgerItem => ({
    kind: 'state',
    transactionId: 't',
    change: { ordinal, state: 'posted', actor: { subject: 'a' }, recordedAt: MAY_1 },
  }),
);
const cancelled = (...codes: readonly (readonly [string, string?])[]) =>
  Object.assign(new Error('Transaction cancelled'), {
    name: 'TransactionCanceledException',
    CancellationReasons: codes.map(([Code, Message]) => ({ Code, ...(Message === undefined ? {} : { Message }) })),
  });

describe('a failed write', () => {
  it.each([
    ['DuplicateItem', undefined],
    ['ConditionalCheckFailed', 'The conditional request failed'],
    ['ValidationError', 'Duplicate primary key exists in table'],
  ])('means a taken key by %s', (code, message) => {
    const error = cancelled(['None'], message === undefined ? [code] : [code, message]);

    expect(outcomeOfFailure(error, items)).toEqual({ kind: 'exists', items: items.slice(1) });
  });

  it('counts a taken key before a conflict on another item', () => {
    expect(outcomeOfFailure(cancelled(['TransactionConflict'], ['DuplicateItem']), items)).toMatchObject({
      kind: 'exists',
    });
  });

  it.each(['TransactionConflict', 'ThrottlingError', 'ProvisionedThroughputExceeded'])('passes by %s', (code) => {
    expect(outcomeOfFailure(cancelled(['None'], [code]), items)).toEqual({ kind: 'busy', reason: code });
  });

  it.each([
    ['ProvisionedThroughputExceededException', {}],
    ['ThrottlingException', {}],
    ['TimeoutError', {}],
    ['Error', { code: 'ECONNRESET' }],
    ['Weird', { $metadata: { httpStatusCode: 503 } }],
  ])('passes by an error %s', (name, rest) => {
    expect(outcomeOfFailure(Object.assign(new Error('x'), { name, ...rest }), items)).toMatchObject({ kind: 'busy' });
  });

  it.each([
    ['ValidationError', 'The provided key is too long'],
    ['AccessDeniedException', undefined],
  ])('throws %s on, which no retry would mend', (code, message) => {
    const error = message === undefined ? Object.assign(new Error('no'), { name: code }) : cancelled([code, message]);

    expect(() => outcomeOfFailure(error, items)).toThrow(error);
  });
});
