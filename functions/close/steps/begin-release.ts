import { withBegun } from '#close/period-releases';
import type { ReleaseRegister } from '#close/release-ports';
import { RoyaltyError } from '#kernel/errors';

/** Others kept winning the race for a period's releases; beginning again later is safe. */
export class ReleaseContended extends RoyaltyError {
  override readonly name = 'ReleaseContended';
}

const RACES_MAX = 10;

/**
 * The release of a period that is to be carried out next: the one that was begun, or a new one to this bridge version. What is begun is
 * finished before anything else, by whoever comes by, with the bridge that it was begun with.
 */
export async function beginRelease(
  { releases }: { readonly releases: ReleaseRegister },
  { periodId, bridgeVersion }: { readonly periodId: string; readonly bridgeVersion: number },
) {
  for (let race = 0; race < RACES_MAX; race += 1) {
    const found = await releases.find(periodId);
    const earlier = found.releases.map((release) => release.bridgeVersion);
    if (found.openVersion !== undefined) return begun(found.openVersion, earlier);
    const next = withBegun(found, bridgeVersion);
    if (next === undefined) return { outcome: 'nothing' as const };
    if ((await releases.save(next)) === 'saved') return begun(bridgeVersion, earlier);
  }
  throw new ReleaseContended(`${periodId} lost the race for its releases ${RACES_MAX} times; begin again`);
}

function begun(version: number, earlier: readonly number[]) {
  return { outcome: 'begun' as const, bridge_version: version, earlier };
}
