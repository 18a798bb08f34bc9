import { countText, percentText, ratioText } from '#console/money/amount.ts';
import type { Period } from '#console/pages/close/period-queries.ts';
import { Count } from '#console/ui/amount.tsx';
import type { Tone } from '#console/ui/badge.tsx';
import { Tile } from '#console/ui/tile.tsx';

interface Props {
  readonly period: Period;
  /** The country's periods up to this one, oldest first. */
  readonly history: readonly Period[];
}

/** What arrived: how much against the months before, how much of it counts, how much came late or twice. */
export function FirehoseTiles({ period, history }: Props) {
  const sealed = history.filter((other) => other.plays !== null && other.period_id !== period.period_id);
  const trend = (field: 'plays' | 'late_plays' | 'duplicate_plays' | 'quarantined_plays') =>
    history.flatMap((other) => other[field] ?? []);
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
          trend={trend('plays')}
          to={to}
        />
        <Share label="Qualified fraction" part={period.qualified_plays} whole={period.plays} least="0.500000" to={to} />
        <Share
          label="Arrived late"
          part={period.late_plays}
          whole={period.plays}
          most="0.010000"
          trend={trend('late_plays')}
          to={to}
        />
        <Share
          label="Duplicate arrivals"
          part={period.duplicate_plays}
          whole={period.plays}
          most="0.050000"
          trend={trend('duplicate_plays')}
          to={to}
        />
        <Share
          label="Quarantined"
          part={period.quarantined_plays}
          whole={period.plays}
          most="0.010000"
          trend={trend('quarantined_plays')}
          to={to}
        />
      </div>
    </section>
  );
}

function expectation(period: Period, against: string | undefined): string {
  if (period.plays === null) return 'Known once the month is sealed';
  if (against === undefined) return 'The first sealed month: nothing to compare with';
  return `${percentText(against, 0)} of the sealed months before`;
}

/** A part of the plays with the border that makes it worth a look. */
function Share(props: {
  readonly label: string;
  readonly part: number | null;
  readonly whole: number | null;
  readonly least?: string;
  readonly most?: string;
  readonly trend?: readonly number[];
  readonly to: string;
}) {
  const ratio = props.part === null || props.whole === null ? undefined : ratioText(props.part, props.whole);
  const isOff =
    ratio !== undefined &&
    ((props.least !== undefined && ratio < props.least) || (props.most !== undefined && ratio > props.most));
  const tone: Tone = ratio === undefined ? 'quiet' : isOff ? 'warn' : 'ok';
  return (
    <Tile
      label={props.label}
      value={ratio === undefined ? <span className="muted">—</span> : percentText(ratio, 2)}
      note={props.part === null ? 'Known once the month is sealed' : `${countText(props.part)} plays`}
      tone={tone}
      to={props.to}
      {...(props.trend !== undefined && { trend: props.trend })}
    />
  );
}

/** Six-decimal texts of equal length compare as numbers do, below ten. */
function bounded(ratio: string, least: string, most: string): Tone {
  return ratio.length > most.length || ratio < least || ratio > most ? 'warn' : 'ok';
}

function averageOf(counts: readonly number[]): bigint | undefined {
  if (counts.length === 0) return undefined;
  return counts.reduce((total, count) => total + BigInt(count), 0n) / BigInt(counts.length);
}
