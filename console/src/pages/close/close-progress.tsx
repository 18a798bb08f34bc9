import { Label } from 'react-aria-components/Label';
import { ProgressBar } from 'react-aria-components/ProgressBar';
import { isMoving, type Period } from '#console/pages/close/period-queries.ts';

/** What a close brings about, in order, and how a period shows that it is there. */
const MILESTONES: readonly (readonly [name: string, isReached: (period: Period) => boolean])[] = [
  ['asked for', ({ attempt }) => attempt > 0],
  ['cut off', ({ state }) => state !== 'OPEN'],
  ['sealed', ({ plays }) => plays !== null],
  ['reconciled', ({ collected_revenue }) => collected_revenue !== null],
  ['frozen', ({ frozen_at }) => frozen_at !== null],
  ['attributed', ({ attributed }) => attributed !== null],
  ['proved', ({ drift }) => drift !== null],
  ['posted', ({ posting_id }) => posting_id !== null],
  ['paid', ({ paid_at }) => paid_at !== null],
];

/** How far a close that runs has come: milestones behind it, since nobody knows how long one takes. */
export function CloseProgress({ period }: { readonly period: Period }) {
  if (!isMoving(period)) return null;
  const reached = MILESTONES.filter(([, isReached]) => isReached(period));
  const next = MILESTONES.find(([, isReached]) => !isReached(period))?.[0];
  return (
    <ProgressBar
      value={reached.length}
      maxValue={MILESTONES.length}
      valueLabel={`${reached.length} of ${MILESTONES.length}, next: ${next ?? 'done'}`}
      className="stack-s"
    >
      {({ percentage, valueText }) => (
        <>
          <div className="row spread small">
            <Label>The close is running</Label>
            <span className="muted">{valueText}</span>
          </div>
          <div className="progress">
            <div style={{ width: `${percentage ?? 0}%` }} />
          </div>
        </>
      )}
    </ProgressBar>
  );
}
