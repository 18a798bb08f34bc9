import { type CommissionRate, effectiveCommissionRate } from '#holders/commission-rate';
import type { Holder } from '#holders/holder';
import type { HolderDirectory } from '#holders/ports';

/** A holder with the rate that their amounts are charged; `undefined` when there is no such holder. */
export async function readHolderDetail(
  holderId: string,
  directory: HolderDirectory,
): Promise<{ readonly holder: Holder; readonly commission: CommissionRate } | undefined> {
  const holder = await directory.getHolder(holderId);
  if (holder === undefined) return undefined;
  const plans = holder.plan === undefined ? undefined : await directory.getPlans([holder.plan]);
  return { holder, commission: effectiveCommissionRate(holder, plans?.get(holder.plan ?? '')) };
}
