import { useQuery } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import { countText, percentText } from '#console/money/amount.ts';
import type { Period } from '#console/pages/close/period-queries.ts';
import { Tile } from '#console/ui/tile.tsx';

/** Who the money goes to. Asked only of a period whose attribution stands. */
export function EquityTiles({ period }: { readonly period: Period }) {
  const isAttributed = period.attributed !== null;
  const concentration = useQuery({
    queryKey: ['concentration', period.period_id],
    queryFn: () =>
      answered(api.GET('/v1/analytics/concentration', { params: { query: { period_id: period.period_id } } })),
    enabled: isAttributed,
    staleTime: 300_000,
  });
  const items = concentration.data?.items ?? [];
  const top = items.find((item) => item.top_percent === 1);
  const half = items.find((item) => item.top_percent === 50);
  const to = `/periods/${period.period_id}/simulation`;
  const waiting = !isAttributed
    ? 'Known once the pool is attributed'
    : concentration.error !== null
      ? concentration.error.message
      : 'Counting…';
  return (
    <section className="tile-group" aria-label="Equity">
      <h2>
        Equity <span>whom it goes to</span>
      </h2>
      <div className="tiles">
        <Tile
          label="Top 1 % of holders"
          value={top === undefined ? <span className="muted">—</span> : percentText(top.share_of_payouts, 1)}
          note={
            top === undefined
              ? waiting
              : `${countText(top.top_holders)} of ${countText(concentration.data?.holders ?? 0)} holders`
          }
          tone={top === undefined ? 'quiet' : top.share_of_payouts > '0.500000' ? 'warn' : 'ok'}
          trend={items.map((item) => Number(item.share_of_payouts.replace('.', '').slice(0, 5)))}
          to={to}
        />
        <Tile
          label="Lower half of holders"
          value={half === undefined ? <span className="muted">—</span> : percentText(restOf(half.share_of_payouts), 1)}
          note={half === undefined ? waiting : 'What the less paid half shares'}
          tone={half === undefined ? 'quiet' : restOf(half.share_of_payouts) < '0.020000' ? 'warn' : 'ok'}
          to={to}
        />
        <Tile
          label="Pro-rata against user-centric"
          value="Compare"
          note="The same plays under another policy; posts nothing"
          to={to}
        />
      </div>
    </section>
  );
}

/** One less a six-decimal ratio. */
function restOf(ratio: string): string {
  const millionths = 1_000_000n - BigInt(ratio.replace('.', ''));
  return `0.${String(millionths).padStart(6, '0')}`.replace('0.1000000', '1.000000');
}
