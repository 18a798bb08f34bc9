import type { ReactNode } from 'react';

export interface Column<Row> {
  readonly title: string;
  readonly isNumeric?: boolean;
  readonly cell: (row: Row) => ReactNode;
}

/** From so many columns on a table folds where it is narrow: each row a card, each cell beside its title. */
const FOLDING_COLUMNS = 3;

/** A plain table: short enough to be all there. Longer lists are `FixedRows`. */
export function Table<Row>(props: {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="table-scroll" tabIndex={0} aria-label={props.label}>
      <table className={props.columns.length < FOLDING_COLUMNS ? 'table' : 'table table-folding'}>
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
                <td key={title} className={isNumeric === true ? 'num' : undefined} data-title={title}>
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
