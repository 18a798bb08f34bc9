import { countText, percentText, ratioText } from '#console/money/amount.ts';
import { compareDecimals, differenceOf, isZero, permilleOf, quotientOf } from '#console/money/decimal.ts';
import type { Period } from '#console/pages/close/period-queries.ts';
import { Amount } from '#console/ui/amount.tsx';
import type { Tone } from '#console/ui/badge.tsx';
import { Tile } from '#console/ui/tile.tsx';

interface Props {
  readonly period: Period;
  readonly history: readonly Period[];
  /** Every country of the same month. */
  readonly peers: readonly Period[];
}

/** How the close itself does: how many countries are done, whether the sums are exact, what the rate is. */
export function CloseTiles({ period, history, peers }: Props) {
  const paid = peers.filter((peer) => peer.state === 'PAID').length;
  const stuck = peers.filter((peer) => peer.waiting_for !== null).length;
  const to = `/periods/${period.period_id}`;
  const eligible = period.qualified_plays === null ? null : period.qualified_plays + (period.fraud_plays ?? 0);
  const fraud = eligible === null ? undefined : ratioText(period.fraud_plays ?? 0, eligible);
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
          to={`/?month=${period.month}`}
        />
        <Tile
          label="Drift"
          value={<Amount value={period.drift} currency={period.currency} />}
          note={driftNote(period)}
          tone={period.drift === null ? 'quiet' : isZero(period.drift) ? 'ok' : 'bad'}
          to={to}
        />
        <Tile
          label="Fraud kept out"
          value={fraud === undefined ? <span className="muted">—</span> : percentText(fraud, 2)}
          note={period.fraud_plays === null ? 'Known once flags are applied' : `${countText(period.fraud_plays)} plays`}
          tone={fraud === undefined ? 'quiet' : fraud > '0.050000' ? 'warn' : 'ok'}
          to={to}
        />
        <RateTile period={period} history={history} to={to} />
      </div>
    </section>
  );
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
