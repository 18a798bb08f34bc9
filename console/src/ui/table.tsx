import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly title: string;
  readonly isNumeric?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

/** A plain table: short enough to be all there. Longer lists are `VirtualList`. */
export function Table<Row>(props: {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={props.label}>
      <table className="table">
        <thead>
          <tr>
            {props.columns.map(({ title, isNumeric }) => (
              <th key={title} scope="col" className={isNumeric === true ? 'num' : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {props.rows.map((row) => (
            <tr key={props.keyOf(row)}>
              {props.columns.map(({ title, isNumeric, cell }) => (
                <td key={title} className={isNumeric === true ? 'num' : undefined}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
