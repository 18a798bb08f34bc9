import type { PeriodRun } from '#analytics/ports';
import type { PeriodRegister } from '#close/ports';
import { type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';
import type { PlaySeals } from '#plays/ports';

export interface SealedRunsPorts {
  readonly register: Pick<PeriodRegister, 'ofMonth'>;
  readonly seals: PlaySeals;
}

/** The sealed runs of one country-period, or of all of a month; by default of the month that ended last. */
export async function sealedRuns(
  question: { readonly periodId: string | undefined; readonly month: string | undefined; readonly now: Instant },
  { register, seals }: SealedRunsPorts,
): Promise<readonly PeriodRun[]> {
  const periodIds =
    question.periodId === undefined
      ? (await register.ofMonth(question.month ?? monthBefore(question.now))).map(({ periodId }) => periodId)
      : [question.periodId];
  return runsOf(periodIds, { seals });
}

/** The sealed runs of those of some country-periods that are sealed. */
export async function runsOf(
  periodIds: readonly string[],
  { seals }: Pick<SealedRunsPorts, 'seals'>,
): Promise<readonly PeriodRun[]> {
  const found = await Promise.all(periodIds.map((periodId) => seals.find(periodId)));
  return found.flatMap((seal) => (seal === undefined ? [] : [{ periodId: seal.periodId, run: seal.run }]));
}

function monthBefore(now: Instant): string {
  const first = millisecondsOf(`${now.slice(0, 7)}-01T00:00:00.000Z` as Instant);
  return instantOf(first - 1).slice(0, 7);
}
