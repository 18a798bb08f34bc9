import { useQueries, useQuery } from '@tanstack/react-query';
import { countText, percentText } from '#console/money/amount.ts';
import type { Period } from '#console/pages/close/period-queries.ts';
import { policiesCompared } from '#console/pages/close/policy-name.ts';
import { concentrationQuery, longTailQuery, policyShiftQuery } from '#console/pages/close/tile-queries.ts';
import { Amount } from '#console/ui/amount.tsx';
import { heightOf, Tile } from '#console/ui/tile.tsx';

const NONE = <span className="muted">—</span>;

interface Props {
  readonly period: Period;
  /** The country's periods up to this one, oldest first. */
  readonly history: readonly Period[];
}

/** Who the money goes to. Asked only of periods whose attribution stands. */
export function EquityTiles({ period, history }: Props) {
  return (
    <section className="tile-group" aria-label="Equity">
      <h2>
        Equity <span>whom it goes to</span>
      </h2>
      <div className="tiles">
        <TopTile period={period} history={history} />
        <TailTile period={period} />
        <PolicyTile period={period} />
      </div>
    </section>
  );
}

function TopTile({ period, history }: Props) {
  const attributed = history.filter((other) => other.attributed !== null);
  const queries = useQueries({ queries: attributed.map((other) => concentrationQuery(other.period_id)) });
  const shares = queries.map(({ data }) => data?.items.find((item) => item.top_percent === 1));
  const own = queries[attributed.findIndex((other) => other.period_id === period.period_id)];
  const top = own?.data?.items.find((item) => item.top_percent === 1);
  return (
    <Tile
      label="Top 1 % of holders"
      value={top === undefined ? NONE : percentText(top.share_of_payouts, 1)}
      note={
        top === undefined
          ? waitingNote(period, own?.error)
          : `${countText(top.top_holders)} of ${countText(own?.data?.holders ?? 0)} holders`
      }
      tone={top === undefined ? 'quiet' : top.share_of_payouts > '0.500000' ? 'warn' : 'ok'}
      trend={shares.flatMap((share) => (share === undefined ? [] : heightOf(share.share_of_payouts)))}
      to={`/periods/${period.period_id}/simulation`}
    />
  );
}

function TailTile({ period }: { readonly period: Period }) {
  const query = useQuery({ ...longTailQuery(period.period_id), enabled: period.attributed !== null });
  const tail = query.data;
  return (
    <Tile
      label="Long tail"
      value={tail === undefined ? NONE : percentText(tail.holders.below_share, 1)}
      note={
        tail === undefined ? (
          waitingNote(period, query.error)
        ) : (
          <>
            {countText(tail.holders.below)} of {countText(tail.holders.earners)} holders earn below{' '}
            <Amount value={tail.floor} currency={tail.currency} />
          </>
        )
      }
      tone={tail === undefined ? 'quiet' : tail.holders.below_share > '0.500000' ? 'warn' : 'ok'}
      trend={(tail?.trend ?? []).flatMap((month) => heightOf(month.holders_below_share))}
      to={`/periods/${period.period_id}/long-tail`}
    />
  );
}

function PolicyTile({ period }: { readonly period: Period }) {
  const query = useQuery({ ...policyShiftQuery(period.period_id), enabled: period.attributed !== null });
  const shift = query.data ?? undefined;
  return (
    <Tile
      label={shift === undefined ? 'Under another policy' : policiesCompared(shift.compared_with, shift.policy)}
      value={shift === undefined ? NONE : percentText(shift.moved_share, 1)}
      note={
        shift === undefined
          ? query.data === null
            ? 'Simulating…'
            : waitingNote(period, query.error)
          : `of the pool would go to others; ${countText(shift.gaining_holders)} gain, ${countText(shift.losing_holders)} lose`
      }
      tone={shift === undefined ? 'quiet' : shift.moved_share > '0.200000' ? 'warn' : 'ok'}
      trend={(shift?.trend ?? []).flatMap((month) => heightOf(month.moved_share))}
      to={`/periods/${period.period_id}/simulation${shift === undefined ? '' : `?policy=${shift.policy}`}`}
    />
  );
}

function waitingNote(period: Period, error: Error | null | undefined): string {
  if (period.attributed === null) return 'Known once the pool is attributed';
  return error?.message ?? 'Counting…';
}
