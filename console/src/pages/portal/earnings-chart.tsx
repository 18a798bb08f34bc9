import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { amountLine } from '#console/money/amount.ts';
import { compareDecimals, permilleOf, sumOf } from '#console/money/decimal.ts';
import type { Earning } from '#console/pages/portal/earnings-page.tsx';

const BARS_MAX = 12;

/** The largest groups as bars. Heights are thousandths of the largest; what is read comes from the strings. */
export function EarningsChart({
  items,
  preferred,
}: {
  readonly items: readonly Earning[];
  /** The currency to draw where there are several: amounts of two are never heights beside one another. */
  readonly preferred?: string | undefined;
}) {
  const currency = items.find((item) => item.currency === preferred)?.currency ?? items[0]?.currency ?? '';
  const same = summed(items.filter((item) => item.currency === currency));
  const most = same.reduce((largest, { amount }) => (compareDecimals(amount, largest) > 0 ? amount : largest), '0');
  const isTime = same.every(({ group }) => /^\d{4}-\d{2}/.test(group));
  const shown = isTime
    ? same.toSorted((left, right) => left.group.localeCompare(right.group)).slice(-BARS_MAX)
    : same.toSorted((left, right) => compareDecimals(right.amount, left.amount)).slice(0, BARS_MAX);
  const bars = shown.map((item) => ({ name: item.group || 'Not stated', height: permilleOf(item.amount, most), item }));
  return (
    <figure className="stack-s">
      <div className="chart chart-s" aria-hidden="true">
        <ResponsiveContainer>
          <BarChart accessibilityLayer={false} data={bars} margin={{ top: 8, right: 4, bottom: 0, left: 4 }}>
            <CartesianGrid vertical={false} />
            <XAxis
              dataKey="name"
              tickLine={false}
              tick={{ fill: 'var(--ink-3)' }}
              interval="preserveStartEnd"
              tickFormatter={shortened}
            />
            <YAxis hide domain={[0, 1000]} />
            <Tooltip cursor={false} content={({ payload }) => <Tip item={payload?.[0]?.payload?.item} />} />
            <Bar
              dataKey="height"
              fill="var(--series-1)"
              radius={[4, 4, 0, 0]}
              maxBarSize={48}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      </div>
      <figcaption className="small muted">
        Most: {bars.find(({ height }) => height === 1000)?.name ?? '—'},{' '}
        {amountLine({ amount: most, currency, detail: 'minor' })}
        {items.some((item) => item.currency !== currency) && `. Earnings in other currencies are not drawn`}
      </figcaption>
    </figure>
  );
}

function Tip({ item }: { readonly item: Earning | undefined }) {
  if (item === undefined) return null;
  return (
    <div className="chart-tip">
      {item.group}: {amountLine({ amount: item.amount, currency: item.currency })}
    </div>
  );
}

/** One bar a group, though plays and reports earn in the same month. */
function summed(items: readonly Earning[]): Earning[] {
  return [...Map.groupBy(items, ({ group }) => group).values()].flatMap((same) =>
    same.slice(0, 1).map((first) => ({ ...first, amount: sumOf(same.map(({ amount }) => amount)) })),
  );
}

const shortened = (name: string): string => (name.length > 11 ? `${name.slice(0, 10)}…` : name);
