import { ACCOUNT_ID } from '#infra/local/account';
import type { Engine } from '#infra/local/engine';
import { createQueryEngine } from '#infra/local/wire/query-protocol';

/** STS: the one question that clients ask before anything else, who am I. */
export function createStsEngine(): Engine {
  return createQueryEngine({
    scopes: ['sts'],
    operations: {
      GetCallerIdentity: () => ({
        Arn: `arn:aws:iam::${ACCOUNT_ID}:user/local`,
        UserId: 'AIDALOCAL',
        Account: ACCOUNT_ID,
      }),
    },
    namespace: 'https://sts.amazonaws.com/doc/2011-06-15/',
    lists: {},
    elements: {},
    stop: async () => undefined,
  });
}
