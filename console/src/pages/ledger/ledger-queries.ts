import { queryOptions } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';

/** An instant on each of the ledger's two clocks; absent: now. */
export interface TwoClocks {
  readonly as_of?: string;
  readonly known_at?: string;
}

export const trialBalanceQuery = queryOptions({
  queryKey: ['trial-balance'],
  queryFn: () => answered(api.GET('/v1/ledger/trial-balance')),
  staleTime: 30_000,
});

export const accountQuery = (account: string, clocks: TwoClocks) =>
  queryOptions({
    queryKey: ['account', account, clocks],
    queryFn: () => answered(api.GET('/v1/ledger/accounts/{account}', { params: { path: { account }, query: clocks } })),
    staleTime: 30_000,
  });

export const transactionQuery = (id: string) =>
  queryOptions({
    queryKey: ['transaction', id],
    queryFn: () => answered(api.GET('/v1/ledger/transactions/{id}', { params: { path: { id } } })),
  });
