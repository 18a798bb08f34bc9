import type { ReadPorts } from '#close/steps/read-periods';
import { tracedPeriods } from '#close/steps/read-periods';
import { monthEndedBefore } from '#kernel/market/country-period';
import { type Instant, parseInstant } from '#kernel/time/clock';
import { compareUtf8 } from '#kernel/utf8-order';

/** A country of which nothing was heard until its grace had begun is found by the next runs. */
const MONTHS_BACK = 3;

/** The periods of the months that ended last which have plays, revenue or a record, and of which no close was asked yet. */
export async function planMonthlyClose(
  ports: ReadPorts,
): Promise<{ readonly periods: readonly { readonly period_id: string }[] }> {
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

async function unaskedOf(ports: ReadPorts, month: string): Promise<readonly string[]> {
  const [recorded, traced] = await Promise.all([ports.register.ofMonth(month), tracedPeriods(ports, month)]);
  const asked = new Set(recorded.filter(({ attempt }) => attempt > 0).map(({ periodId }) => periodId));
  const known = new Set([...recorded, ...traced].map(({ periodId }) => periodId));
  return [...known].filter((periodId) => !asked.has(periodId));
}
