import type { Units } from '#kernel/money/units';
import type { AccountId } from '#ledger/account';
import type { Entry } from '#ledger/entry';
import { accountOfShard, type ShardId } from '#ledger/shard';
import { inGroups } from '#ledger/steps/in-groups';
import { type LedgerAccess, LedgerBusy } from '#ledger/steps/ledger-access';
import { type TrialBalance, trialBalanceOf } from '#ledger/trial-balance';

interface Reading {
  readonly shards: readonly ShardId[];
  readonly heads: readonly (Entry | undefined)[];
}

/** Readings that a busy ledger is given to hold still. */
const READINGS_MAX = 5;

/**
 * The trial balance of the whole ledger. Heads are read one after another while others write, so a difference may only
 * mean that a transaction fell between two reads; it is believed when a second reading finds every head where it was,
 * since all of them then stood so at one instant. Throws `LedgerBusy` when it never held still: no difference is made up.
 */
export async function readTrialBalance(access: LedgerAccess): Promise<TrialBalance> {
  let former: Reading | undefined;
  for (let count = 1; count <= READINGS_MAX; count += 1) {
    const reading = await read(access);
    const balance = balanceOf(reading);
    if (!isOff(balance) || (former !== undefined && isSame(former, reading))) return balance;
    former = reading;
  }
  throw new LedgerBusy(`The ledger moved during each of ${READINGS_MAX} readings; ask for its trial balance again`);
}

async function read({ store }: LedgerAccess): Promise<Reading> {
  const shards = await store.shardsUnder('');
  const heads = await inGroups(shards, async (shard) => (await store.newestEntries([shard]))[0]);
  return { shards, heads };
}

function balanceOf({ shards, heads }: Reading): TrialBalance {
  const balances = new Map<AccountId, Units>();
  for (const [index, shard] of shards.entries()) {
    const account = accountOfShard(shard);
    balances.set(account, (balances.get(account) ?? 0n) + (heads[index]?.posted ?? 0n));
  }
  return trialBalanceOf(balances);
}

function isOff({ currencies }: TrialBalance): boolean {
  return currencies.some(({ difference }) => difference !== 0n);
}

function isSame(left: Reading, right: Reading): boolean {
  const places = ({ shards, heads }: Reading) => shards.map((shard, index) => `${shard} ${heads[index]?.hash}`).join();
  return places(left) === places(right);
}
