import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { amountLine, countText, percentText } from '#console/money/amount.ts';

/** Recharts writes its own grey into the element, which no style sheet can answer. */
const TICK = { fill: 'var(--ink-3)' };

interface Item {
  readonly top_percent: number;
  readonly top_holders: number;
  readonly amount: string;
  readonly share_of_payouts: string;
}

/** The part of all payouts against the part of all holders. Heights are thousandths; what is read comes from the strings. */
export function ConcentrationChart({
  items,
  currency,
}: {
  readonly items: readonly Item[];
  readonly currency: string;
}) {
  const points = [
    { percent: 0, height: 0, item: undefined },
    ...items.map((item) => ({
      percent: item.top_percent,
      height: Number(item.share_of_payouts.replace('.', '').slice(0, 4)),
      item,
    })),
  ];
  const first = items[0];
  return (
    <figure className="stack-s">
      <div className="chart" aria-hidden="true">
        <ResponsiveContainer>
          <AreaChart accessibilityLayer={false} data={points} margin={{ top: 8, right: 16, bottom: 4, left: 4 }}>
            <CartesianGrid vertical={false} />
            <XAxis
              dataKey="percent"
              type="number"
              domain={[0, 100]}
              ticks={[0, 25, 50, 75, 100]}
              tickFormatter={asPercent}
              tick={TICK}
            />
            <YAxis
              domain={[0, 1000]}
              ticks={[0, 250, 500, 750, 1000]}
              tickFormatter={asPermille}
              tick={TICK}
              width={56}
            />
            <Tooltip content={({ payload }) => <Tip item={payload?.[0]?.payload?.item} currency={currency} />} />
            <Area
              dataKey="height"
              stroke="var(--series-1)"
              strokeWidth={2}
              fill="var(--series-1)"
              fillOpacity={0.14}
              isAnimationActive={false}
            />
          </AreaChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="small muted">
        {first !== undefined &&
          `The best paid ${countText(first.top_holders)} of all holders (1 %) have ${percentText(first.share_of_payouts)} of the payouts.`}
      </figcaption>
    </figure>
  );
}

function Tip({ item, currency }: { readonly item: Item | undefined; readonly currency: string }) {
  if (item === undefined) return null;
  return (
    <div className="chart-tip">
      Best paid {item.top_percent} % ({countText(item.top_holders)}): {percentText(item.share_of_payouts)},{' '}
      {amountLine({ amount: item.amount, currency, detail: 'minor' })}
    </div>
  );
}

const asPercent = (percent: number): string => `${percent} %`;
const asPermille = (permille: number): string => `${Math.trunc(permille / 10)} %`;
