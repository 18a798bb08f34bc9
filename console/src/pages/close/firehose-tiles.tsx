import { useQuery } from '@tanstack/react-query';
import { countText, percentText, ratioText } from '#console/money/amount.ts';
import type { Period } from '#console/pages/close/period-queries.ts';
import { arrivalLagQuery } from '#console/pages/close/tile-queries.ts';
import { Count } from '#console/ui/amount.tsx';
import type { Tone } from '#console/ui/badge.tsx';
import { durationText } from '#console/ui/duration.ts';
import { heightOf, Tile } from '#console/ui/tile.tsx';

interface Props {
  readonly period: Period;
  /** The country's periods up to this one, oldest first. */
  readonly history: readonly Period[];
}

/** What arrived: how much against the months before, how much of it counts, how much came late or twice. */
export function FirehoseTiles({ period, history }: Props) {
  const sealed = history.filter((other) => other.plays !== null && other.period_id !== period.period_id);
  const to = `/periods/${period.period_id}`;
  const average = averageOf(sealed.flatMap((other) => other.plays ?? []));
  const against = period.plays === null || average === undefined ? undefined : ratioText(period.plays, average);
  return (
    <section className="tile-group" aria-label="Firehose">
      <h2>
        Firehose <span>what arrived</span>
      </h2>
      <div className="tiles">
        <Tile
          label="Plays against expected"
          value={<Count value={period.plays} />}
          note={expectation(period, against)}
          tone={
            period.plays === null ? 'quiet' : against === undefined ? 'ok' : bounded(against, '0.800000', '1.250000')
          }
          trend={history.flatMap((other) => other.plays ?? [])}
          to={to}
        />
        <Share
          label="Qualified fraction"
          part="qualified_plays"
          least="0.500000"
          {...{ period, history }}
          to={`${to}/unattributed`}
        />
        <LagTile period={period} />
        <Share
          label="After the seal"
          part="late_plays"
          most="0.010000"
          {...{ period, history }}
          to={`${to}/arrivals`}
        />
        <Share label="Duplicate arrivals" part="duplicate_plays" most="0.050000" {...{ period, history }} to={to} />
        <Share label="Quarantined" part="quarantined_plays" most="0.010000" {...{ period, history }} to={to} />
      </div>
    </section>
  );
}

/** How long plays take from the listener to here: most within moments, offline ones within days. */
function LagTile({ period }: { readonly period: Period }) {
  const isSealed = period.plays !== null;
  const { data: lag, error } = useQuery({ ...arrivalLagQuery(period.period_id), enabled: isSealed });
  return (
    <Tile
      label="Late-arrival lag"
      value={lag === undefined ? <span className="muted">—</span> : durationText(lag.p95_seconds)}
      note={
        lag === undefined
          ? isSealed
            ? (error?.message ?? 'Counting…')
            : 'Known once the month is sealed'
          : `for 95 % of plays; ${percentText(lag.within_day)} within a day`
      }
      tone={lag === undefined ? 'quiet' : lag.within_day < '0.950000' ? 'warn' : 'ok'}
      trend={(lag?.trend ?? []).map(({ p95_seconds }) => p95_seconds)}
      to={`/periods/${period.period_id}/arrivals`}
    />
  );
}

function expectation(period: Period, against: string | undefined): string {
  if (period.plays === null) return 'Known once the month is sealed';
  if (against === undefined) return 'The first sealed month: nothing to compare with';
  return `${percentText(against, 0)} of the sealed months before`;
}

type Counted = 'qualified_plays' | 'late_plays' | 'duplicate_plays' | 'quarantined_plays';

/** A part of the plays with the border that makes it worth a look, beside the same part of the months before. */
function Share(
  props: Props & {
    readonly label: string;
    readonly part: Counted;
    readonly least?: string;
    readonly most?: string;
    readonly to: string;
  },
) {
  const { period, history, part } = props;
  const ratio = shareOf(period, part);
  const isOff =
    ratio !== undefined &&
    ((props.least !== undefined && ratio < props.least) || (props.most !== undefined && ratio > props.most));
  const tone: Tone = ratio === undefined ? 'quiet' : isOff ? 'warn' : 'ok';
  const count = period[part];
  return (
    <Tile
      label={props.label}
      value={ratio === undefined ? <span className="muted">—</span> : percentText(ratio, 2)}
      note={count === null ? 'Known once the month is sealed' : `${countText(count)} plays`}
      tone={tone}
      trend={history.flatMap((other) => heightOf(shareOf(other, part)))}
      to={props.to}
    />
  );
}

const shareOf = (period: Period, part: Counted): string | undefined => {
  const count = period[part];
  return count === null || period.plays === null ? undefined : ratioText(count, period.plays);
};

/** Six-decimal texts of equal length compare as numbers do, below ten. */
function bounded(ratio: string, least: string, most: string): Tone {
  return ratio.length > most.length || ratio < least || ratio > most ? 'warn' : 'ok';
}

function averageOf(counts: readonly number[]): bigint | undefined {
  if (counts.length === 0) return undefined;
  return counts.reduce((total, count) => total + BigInt(count), 0n) / BigInt(counts.length);
}
