import { openTracedPeriods, type TracePorts } from '#close/steps/open-traced-periods';
import { monthEndedBefore } from '#kernel/market/country-period';
import { type Instant, parseInstant } from '#kernel/time/clock';
import { compareUtf8 } from '#kernel/utf8-order';

/** A country of which nothing was heard until its grace had begun is found by the next runs. */
const MONTHS_BACK = 3;

/** The periods of the months that ended last of which plays or revenue are known, and no close was asked yet. */
export async function planMonthlyClose(
  ports: TracePorts,
): Promise<{ readonly periods: readonly { readonly period_id: string }[] }> {
  await openTracedPeriods(ports);
  const unasked = await Promise.all(monthsBefore(ports.clock.now()).map((month) => unaskedOf(ports, month)));
  const periodIds = unasked.flat().toSorted(compareUtf8);
  return { periods: periodIds.map((period_id) => ({ period_id })) };
}

function monthsBefore(now: Instant): readonly string[] {
  const months: string[] = [];
  for (let at: Instant | undefined = now; at !== undefined && months.length < MONTHS_BACK; ) {
    const month = monthEndedBefore(at);
    months.push(month);
    at = parseInstant(`${month}-01`);
  }
  return months;
}

async function unaskedOf({ register }: TracePorts, month: string): Promise<readonly string[]> {
  const periods = await register.ofMonth(month);
  return periods.filter(({ attempt }) => attempt === 0).map(({ periodId }) => periodId);
}
