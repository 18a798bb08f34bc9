import { storedCurrency } from '#close/amount';
import type { Held } from '#close/held';
import type { Period } from '#close/period';
import { sha256Hex } from '#kernel/digest';
import { assertThat } from '#kernel/errors';
import { compareUtf8 } from '#kernel/utf8-order';
import { holdingAccount, payableAccount } from '#ledger/account';
import type { TransactionDraft } from '#ledger/journal-transaction';

/** Holders of one write; the ledger takes at most 48 accounts, the holding account among them. */
const HOLDERS_MAX = 40;

export interface ReleasePosting {
  readonly transactionId: string;
  readonly holders: readonly { readonly holderId: string; readonly units: bigint }[];
}

/**
 * The journal transactions by which a release moves a track's held money under a rights type, each named by what it records:
 * period, release, track and type (R28). More holders than one write takes are several transactions, in the order of their ids.
 */
export function releasePostings(
  periodId: string,
  { trackId, rightsType, releases }: Held,
  bridgeVersion: number,
): readonly ReleasePosting[] {
  const found = releases.find((release) => release.bridgeVersion === bridgeVersion);
  const holders = (found?.holders ?? []).toSorted((left, right) => compareUtf8(left.holderId, right.holderId));
  // Ids of tracks are foreign text of any alphabet; a transaction's id is not.
  const claim = sha256Hex(`${trackId}\t${rightsType}`).slice(0, 32);
  return Array.from({ length: Math.ceil(holders.length / HOLDERS_MAX) }, (_, part) => ({
    transactionId: `period.${periodId}.release-${bridgeVersion}.${claim}${part === 0 ? '' : `.${part + 1}`}`,
    holders: holders.slice(part * HOLDERS_MAX, (part + 1) * HOLDERS_MAX),
  }));
}

/** The drafts of one release; effective at the end of the period, as all its earnings are (R31). */
export function releaseDrafts(period: Period, held: Held, bridgeVersion: number): readonly TransactionDraft[] {
  const { periodId, periodEnd, freeze } = period;
  assertThat(freeze !== undefined, `${periodId} is ${period.state}; only a frozen period releases`);
  const currency = storedCurrency(freeze.pool.currency);
  const { trackId, rightsType } = held;
  const debit = holdingAccount({ reason: 'unattributed', path: [trackId, rightsType], currency });
  return releasePostings(periodId, held, bridgeVersion).map(({ transactionId, holders }) => ({
    id: transactionId,
    kind: 'release',
    postings: holders.map(({ holderId, units }) => ({
      debit,
      credit: payableAccount({ holderId, currency }),
      units,
      currency,
    })),
    effectiveAt: periodEnd,
    source: { type: 'release', id: `${periodId}/release-${bridgeVersion}` },
    correlationId: periodId,
    actor: { subject: 'release-held' },
  }));
}
