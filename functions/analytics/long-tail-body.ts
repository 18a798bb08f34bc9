import type { LongTail } from '#analytics/ports';
import { amountRatioText, ratioText } from '#analytics/ratio';

/** No payout at all, at the scale of attribution lines (R16). */
const NOTHING = '0.00000000000000000000';

type Kind = LongTail['kind'];

/** A period's tail under a floor beside that of the months before it; a month that paid nobody is not in the trend. */
export function longTailBody({ periodId, tails }: { readonly periodId: string; readonly tails: readonly LongTail[] }) {
  const of = (id: string, kind: Kind) => shown(tails.find((tail) => tail.periodId === id && tail.kind === kind));
  const paying = [...new Set(tails.map((tail) => tail.periodId))];
  return {
    holders: of(periodId, 'holder'),
    tracks: of(periodId, 'track'),
    trend: paying.map((id) => {
      const [holders, tracks] = [of(id, 'holder'), of(id, 'track')];
      return {
        period_id: id,
        holders_below: holders.below,
        holders_below_share: holders.below_share,
        holders_amount_below_share: holders.amount_below_share,
        tracks_below: tracks.below,
        tracks_below_share: tracks.below_share,
        tracks_amount_below_share: tracks.amount_below_share,
      };
    }),
  };
}

function shown(tail: LongTail | undefined) {
  const { earners = 0, earned = NOTHING, earnersBelow = 0, earnedBelow = NOTHING } = tail ?? {};
  return {
    earners,
    below: earnersBelow,
    below_share: ratioText({ part: BigInt(earnersBelow), whole: BigInt(earners) }),
    amount: earned,
    amount_below: earnedBelow,
    amount_below_share: amountRatioText({ part: earnedBelow, whole: earned }),
  };
}
