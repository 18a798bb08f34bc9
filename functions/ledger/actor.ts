import type { Caller } from '#kernel/api/caller';
import type { Actor } from '#ledger/journal-transaction';

/** The caller of a request as the journal names them. */
export function actorOf(caller: Caller): Actor {
  return { subject: caller.subject, ...(caller.address === undefined ? {} : { address: caller.address }) };
}
