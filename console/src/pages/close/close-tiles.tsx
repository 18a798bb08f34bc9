import { countText, percentText, ratioText } from '#console/money/amount.ts';
import { compareDecimals, differenceOf, isZero, permilleOf, quotientOf } from '#console/money/decimal.ts';
import type { Period } from '#console/pages/close/period-queries.ts';
import { Amount } from '#console/ui/amount.tsx';
import type { Tone } from '#console/ui/badge.tsx';
import { heightOf, Tile } from '#console/ui/tile.tsx';

interface Props {
  readonly period: Period;
  readonly history: readonly Period[];
  /** Every country of every month that is shown. */
  readonly periods: readonly Period[];
}

/** How the close itself does: how many countries are done, whether the sums are exact, what the rate is. */
export function CloseTiles({ period, history, periods }: Props) {
  const peers = periods.filter((other) => other.month === period.month);
  const paid = peers.filter((peer) => peer.state === 'PAID').length;
  const stuck = peers.filter((peer) => peer.waiting_for !== null).length;
  const to = `/periods/${period.period_id}`;
  const fraud = fraudShare(period);
  return (
    <section className="tile-group" aria-label="Close">
      <h2>
        Close <span>what it comes to</span>
      </h2>
      <div className="tiles">
        <Tile
          label="Countries paid"
          value={`${countText(paid)} of ${countText(peers.length)}`}
          note={stuck === 0 ? 'None waits for a person' : `${countText(stuck)} wait for a person`}
          tone={stuck > 0 ? 'warn' : paid === peers.length ? 'ok' : 'info'}
          trend={paidByMonth(periods, period.month)}
          to={`/?month=${period.month}`}
        />
        <Tile
          label="Drift"
          value={<Amount value={period.drift} currency={period.currency} />}
          note={driftNote(period)}
          tone={period.drift === null ? 'quiet' : isZero(period.drift) ? 'ok' : 'bad'}
          trend={history.flatMap(({ drift }) => (drift === null ? [] : [isZero(drift) ? 0 : 1]))}
          to={to}
        />
        <Tile
          label="Fraud kept out"
          value={fraud === undefined ? <span className="muted">—</span> : percentText(fraud, 2)}
          note={period.fraud_plays === null ? 'Known once flags are applied' : `${countText(period.fraud_plays)} plays`}
          tone={fraud === undefined ? 'quiet' : fraud > '0.050000' ? 'warn' : 'ok'}
          trend={history.flatMap((other) => heightOf(fraudShare(other)))}
          to={to}
        />
        <RateTile period={period} history={history} to={to} />
      </div>
    </section>
  );
}

/** Fraud among the plays that would count without it. */
function fraudShare(period: Period): string | undefined {
  if (period.qualified_plays === null) return undefined;
  const fraud = period.fraud_plays ?? 0;
  return ratioText(fraud, period.qualified_plays + fraud);
}

/** Which part of its countries each month has paid, oldest first, in millionths. */
function paidByMonth(periods: readonly Period[], last: string): number[] {
  const months = [...new Set(periods.map((period) => period.month))].filter((month) => month <= last).toSorted();
  return months.flatMap((month) => {
    const all = periods.filter((period) => period.month === month);
    return heightOf(ratioText(all.filter((period) => period.state === 'PAID').length, all.length));
  });
}

function driftNote(period: Period): string {
  if (period.drift === null) return 'Proved at attribution';
  return isZero(period.drift) ? 'Lines + unattributed + residual = pool' : 'The sums do not meet: nothing is paid';
}

function RateTile({
  period,
  history,
  to,
}: {
  readonly period: Period;
  readonly history: readonly Period[];
  readonly to: string;
}) {
  const rated = history.filter((other) => other.per_stream_rate !== null);
  const rates = rated.map((other) => other.per_stream_rate ?? '0');
  const before = rates.at(-2);
  const change =
    period.per_stream_rate === null || before === undefined
      ? undefined
      : quotientOf(differenceOf(period.per_stream_rate, before), before, 6);
  const most = rates.reduce((largest, rate) => (compareDecimals(rate, largest) > 0 ? rate : largest), '0');
  const tone: Tone =
    period.per_stream_rate === null ? 'quiet' : change !== undefined && isLarge(change) ? 'warn' : 'ok';
  return (
    <Tile
      label="Per-stream rate"
      value={<Amount value={period.per_stream_rate} currency={period.currency} detail="rate" />}
      note={change === undefined ? 'Minted once, at freeze' : `${percentText(change, 1)} against the month before`}
      tone={tone}
      trend={rates.map((rate) => permilleOf(rate, most))}
      to={to}
    />
  );
}

/** More than a fifth up or down. */
const isLarge = (change: string): boolean => change.replace('-', '') > '0.200000';
