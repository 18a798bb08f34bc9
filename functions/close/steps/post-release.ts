import { heldOf } from '#close/held';
import { heldTotals } from '#close/held-totals';
import { withDone } from '#close/period-releases';
import type { PeriodRegister, TotalsReader } from '#close/ports';
import type { ReleaseRegister, ReleaseTotalsReader } from '#close/release-ports';
import { releaseDrafts } from '#close/release-postings';
import { requirePeriod } from '#close/steps/change-period';
import { assertThat } from '#kernel/errors';
import type { Clock } from '#kernel/time/clock';
import type { Ledger } from '#ledger/ports';
import { requirePosted } from '#ledger/require-posted';

export interface PostReleasePorts {
  readonly clock: Clock;
  readonly register: PeriodRegister;
  readonly releases: ReleaseRegister;
  readonly totals: TotalsReader;
  readonly releaseTotals: ReleaseTotalsReader;
  readonly ledger: Pick<Ledger, 'post'>;
}

/** Transactions in flight at once; each is one (track, type). */
const AT_ONCE = 8;

/**
 * Moves what the open release of a period pays from holding to its holders, one journal transaction per (track, type), and closes the
 * release (R10). Safe to repeat: what was posted is found again under its id (R28). No pool is touched. Throws `LedgerRefused`.
 */
export async function postRelease(
  ports: PostReleasePorts,
  {
    periodId,
    bridgeVersion,
    lines,
  }: { readonly periodId: string; readonly bridgeVersion: number; readonly lines: number },
): Promise<{ readonly transactions: number }> {
  const standing = await ports.releases.find(periodId);
  if (standing.openVersion !== bridgeVersion) {
    assertThat(
      standing.lookedVersion >= bridgeVersion,
      `${periodId} has no release ${bridgeVersion} begun; BeginRelease comes first`,
    );
    return { transactions: 0 };
  }
  const drafts = lines === 0 ? [] : await draftsOf(ports, { periodId, bridgeVersion, standing });
  for (let start = 0; start < drafts.length; start += AT_ONCE)
    await Promise.all(
      drafts
        .slice(start, start + AT_ONCE)
        .map(async (draft) => requirePosted(draft.id, await ports.ledger.post(draft))),
    );
  const releasedAt = ports.clock.now();
  // Whoever else carries out the same release may have closed it meanwhile; then both did the same.
  await ports.releases.save(withDone(standing, { bridgeVersion, lines, releasedAt }));
  return { transactions: drafts.length };
}

async function draftsOf(
  { register, totals, releaseTotals }: PostReleasePorts,
  {
    periodId,
    bridgeVersion,
    standing,
  }: {
    readonly periodId: string;
    readonly bridgeVersion: number;
    readonly standing: Awaited<ReturnType<ReleaseRegister['find']>>;
  },
) {
  const period = await requirePeriod(register, periodId);
  const sets = await heldTotals(totals, period);
  assertThat(sets.length > 0, `${periodId} is ${period.state} and proved no totals; nothing of it is held`);
  const versions = [...standing.releases.map((release) => release.bridgeVersion), bridgeVersion];
  const released = await Promise.all(
    versions.map(async (version) => ({
      bridgeVersion: version,
      totals: await releaseTotals.read(periodId, version),
    })),
  );
  const held = heldOf(sets, released);
  return held.flatMap((one) => releaseDrafts(period, one, bridgeVersion));
}
