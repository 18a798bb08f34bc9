import type { Held } from '#close/held';
import type { PeriodReleases } from '#close/period-releases';
import { releasePostings } from '#close/release-postings';
import { formatUnits } from '#kernel/money/units';

/** What became of held money, as the API says it: held, released to whom by which transaction and when, still held. */
export function heldBody(held: Held, { periodId, releases }: PeriodReleases) {
  const released = releases.flatMap(({ bridgeVersion, releasedAt }) =>
    releasePostings(periodId, held, bridgeVersion).flatMap(({ transactionId, holders }) =>
      holders.map(({ holderId, units }) => ({
        holder_id: holderId,
        amount: formatUnits(units),
        transaction_id: transactionId,
        bridge_version: bridgeVersion,
        released_at: releasedAt,
      })),
    ),
  );
  return { held: formatUnits(held.heldUnits), released, still_held: formatUnits(held.stillHeldUnits) };
}
