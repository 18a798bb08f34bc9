import { mayHold } from '#close/held-totals';
import type { PeriodRegister } from '#close/ports';
import type { ProvenPeriods, ReleaseRegister } from '#close/release-ports';
import type { RightsSnapshots } from '#rights/ports';

export interface PlanReleasesPorts {
  readonly bridge: Pick<RightsSnapshots, 'current'>;
  readonly proven: ProvenPeriods;
  readonly register: Pick<PeriodRegister, 'find'>;
  readonly releases: Pick<ReleaseRegister, 'find'>;
}

/** Periods that are looked up at once. */
const AT_ONCE = 25;

/**
 * The PAID periods with money in holding that were not yet held against the bridge in force, or whose last release stopped half way
 * (R10). A period whose payment nobody approved yet keeps what it holds until somebody does.
 */
export async function planReleases(ports: PlanReleasesPorts) {
  const bridgeVersion = (await ports.bridge.current())?.version ?? 0;
  const periods: { readonly period_id: string; readonly bridge_version: number }[] = [];
  const listed = bridgeVersion === 0 ? [] : await ports.proven.list();
  for (let start = 0; start < listed.length; start += AT_ONCE) {
    const some = listed.slice(start, start + AT_ONCE);
    const isDue = await Promise.all(some.map((periodId) => isReleaseDue(ports, periodId, bridgeVersion)));
    periods.push(
      ...some.flatMap((period_id, index) =>
        isDue[index] === true ? [{ period_id, bridge_version: bridgeVersion }] : [],
      ),
    );
  }
  return { periods };
}

async function isReleaseDue(
  { register, releases }: PlanReleasesPorts,
  periodId: string,
  bridgeVersion: number,
): Promise<boolean> {
  const period = await register.find(periodId);
  if (period?.state !== 'PAID' || !mayHold(period)) return false;
  const { lookedVersion, openVersion } = await releases.find(periodId);
  return openVersion !== undefined || lookedVersion < bridgeVersion;
}
