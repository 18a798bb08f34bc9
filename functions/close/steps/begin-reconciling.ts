import type { PeriodSeal } from '#close/period';
import { hasReached } from '#close/period-state';
import { type ChangePorts, changePeriod } from '#close/steps/change-period';
import { RoyaltyError } from '#kernel/errors';

/** A period came with another play manifest than the one that it was sealed with. */
export class SealDiffers extends RoyaltyError {
  override readonly name = 'SealDiffers';
}

/**
 * Takes the sealed play manifest as what is reconciled from now on: CUTOFF → RECONCILING, manifest hash and counts in the
 * same write (R3). Safe to repeat. Throws `SealDiffers` for another manifest: a seal is made once.
 */
export async function beginReconciling(
  ports: ChangePorts,
  { periodId, seal }: { readonly periodId: string; readonly seal: PeriodSeal },
) {
  const period = await changePeriod(ports, {
    periodId,
    change: (current) => (hasReached(current.state, 'RECONCILING') ? undefined : { state: 'RECONCILING', seal }),
    event: {
      step: 'BeginReconciling',
      note: `CUTOFF → RECONCILING: ${seal.plays} plays are sealed, ${seal.latePlays} came too late; manifest ${seal.playManifestHash}`,
    },
  });
  const sealed = period.seal?.playManifestHash;
  if (sealed !== seal.playManifestHash)
    throw new SealDiffers(`${periodId} was sealed with manifest ${sealed}; it cannot take ${seal.playManifestHash}`);
  return { state: period.state };
}
