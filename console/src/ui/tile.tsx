import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Tone } from '#console/ui/badge.tsx';

const STATES: Readonly<Record<Tone, string>> = {
  ok: 'Fine',
  warn: 'Look',
  bad: 'Act',
  info: 'Running',
  quiet: '',
};

/** One figure with its threshold, its trend, and the way to what is behind it. */
export function Tile(props: {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
  readonly tone?: Tone;
  readonly trend?: readonly number[];
  /** An address inside the console. */
  readonly to?: string;
}) {
  const tone = props.tone ?? 'quiet';
  const inside = (
    <>
      <span className="tile-label">
        {props.label}
        {STATES[tone] !== '' && <span className="tile-state">{STATES[tone]}</span>}
      </span>
      <span className="tile-value">{props.value}</span>
      <span className="tile-note">
        {props.trend !== undefined && props.trend.length > 1 && <Spark values={props.trend} />}
        {props.note}
      </span>
    </>
  );
  if (props.to === undefined)
    return (
      <div className="tile" data-tone={tone}>
        {inside}
      </div>
    );
  return (
    <Link to={props.to} className="tile" data-tone={tone}>
      {inside}
    </Link>
  );
}

/** A ratio in millionths, as the height of a point of a trend; nothing where there is none. */
export const heightOf = (ratio: string | undefined): number[] =>
  ratio === undefined ? [] : [Number(ratio.replace('.', '').slice(0, 7))];

/** The shape of a series, without figures: those stand beside it. Values are heights, not amounts. */
export function Spark({ values }: { readonly values: readonly number[] }) {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const range = high - low || 1;
  const points = values.map((value, place) => {
    const x = (place * 100) / Math.max(1, values.length - 1);
    return `${x.toFixed(1)},${(26 - ((value - low) * 24) / range).toFixed(1)}`;
  });
  return (
    <svg className="spark" viewBox="0 0 100 28" preserveAspectRatio="none" aria-hidden="true">
      <polyline points={points.join(' ')} />
    </svg>
  );
}
