import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { rowWindow } from '#console/table/row-window.ts';

const OVERSCAN_ROWS = 12;

/** A list of rows of one height, of which only those that are seen are drawn. It scrolls by itself, by keyboard too. */
export function FixedRows(props: {
  readonly label: string;
  readonly className: string;
  readonly rowClassName: string;
  /** CSS pixels. */
  readonly rowHeight: number;
  readonly count: number;
  /** Whether `count` is all there are; until then a reader is not told a length that will not hold. */
  readonly isWhole: boolean;
  readonly row: (index: number) => ReactNode;
  readonly onSeen: (first: number, last: number) => void;
}) {
  const { rowHeight, count, onSeen } = props;
  const scroller = useRef<HTMLElement>(null);
  const [view, setView] = useState({ scrollTop: 0, viewHeight: 0 });
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = () => setView({ scrollTop: element.scrollTop, viewHeight: element.clientHeight });
    look();
    const resized = new ResizeObserver(look);
    resized.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    return () => {
      resized.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, []);
  const { first, end, top, height } = rowWindow({ ...view, rowHeight, count, overscan: OVERSCAN_ROWS });
  useEffect(() => onSeen(first, Math.max(first, end - 1)), [first, end, onSeen]);
  const size = props.isWhole ? count : -1;
  return (
    <section
      className={`virtual ${props.className}`}
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={props.label}
      style={{ height }}
    >
      <div style={{ height }}>
        <ul className="virtual-rows" style={{ transform: `translateY(${top}px)` }}>
          {Array.from({ length: Math.max(0, end - first) }, (_, place) => {
            const index = first + place;
            return (
              <li
                key={index}
                className={`virtual-row ${props.rowClassName}`}
                style={{ height: rowHeight }}
                aria-setsize={size}
                aria-posinset={index + 1}
              >
                {props.row(index)}
              </li>
            );
          })}
        </ul>
      </div>
    </section>
  );
}
