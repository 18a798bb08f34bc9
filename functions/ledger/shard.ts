import { sha256Hex } from '#kernel/digest';
import { assertThat } from '#kernel/errors';
import { type AccountId, accountOf } from '#ledger/account';

/**
 * Where entries physically stand: the account itself, or one of its shards (`commission:USD#07`). Accounts with a bound
 * have one shard, since a bound is checked against one head.
 */
export type ShardId = string & { readonly __brand: 'ShardId' };

/** The shard that takes an account's entry of this transaction; the same transaction always finds the same shard. */
export function shardOf(account: AccountId, transactionId: string): ShardId {
  const { shards } = accountOf(account).kind;
  if (shards === 1) return onlyShard(account);
  const slot = Number.parseInt(sha256Hex(transactionId).slice(0, 8), 16) % shards;
  return shardNumbered(account, slot);
}

/** Every shard of an account; their balances add up to the account's. */
export function shardsOf(account: AccountId): readonly ShardId[] {
  const { shards } = accountOf(account).kind;
  if (shards === 1) return [onlyShard(account)];
  return Array.from({ length: shards }, (_, slot) => shardNumbered(account, slot));
}

/** The account that a shard is a part of. Asserts that the chart knows it. */
export function accountOfShard(shard: ShardId): AccountId {
  const [path = ''] = shard.split('#');
  const account = accountOf(path as AccountId);
  assertThat(shardsOf(account.id).includes(shard), `${shard} is no shard of ${account.id}`);
  return account.id;
}

function onlyShard(account: AccountId): ShardId {
  return account as string as ShardId;
}

function shardNumbered(account: AccountId, slot: number): ShardId {
  return `${account}#${String(slot).padStart(2, '0')}` as ShardId;
}
