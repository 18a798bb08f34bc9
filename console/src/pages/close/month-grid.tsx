import { Link } from '@tanstack/react-router';
import type { Period } from '#console/pages/close/period-queries.ts';
import { periodLabel, periodTone } from '#console/pages/close/period-tone.ts';
import { countryName, monthName } from '#console/ui/instant.tsx';

/** Countries down, months across, each cell what the period is doing. */
export function MonthGrid(props: {
  readonly months: readonly string[];
  readonly periods: readonly Period[];
  readonly chosen: string | undefined;
}) {
  const countries = [...new Set(props.periods.map((period) => period.country))].toSorted();
  const byId = new Map(props.periods.map((period) => [`${period.country} ${period.month}`, period]));
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className="table-scroll" tabIndex={0} aria-label="State of every country and month">
      <table className="month-grid">
        <thead>
          <tr>
            <th scope="col">Country</th>
            {props.months.map((month) => (
              <th key={month} scope="col">
                {monthName(month, 'short')}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {countries.map((country) => (
            <tr key={country}>
              <th scope="row">{countryName(country)}</th>
              {props.months.map((month) => (
                <td key={month}>
                  <Cell period={byId.get(`${country} ${month}`)} chosen={props.chosen} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Cell({ period, chosen }: { readonly period: Period | undefined; readonly chosen: string | undefined }) {
  if (period === undefined) return <span className="month-cell month-cell-none">No plays</span>;
  return (
    <Link
      to="."
      search={(before: object) => ({ ...before, period: period.period_id }) as never}
      className="month-cell"
      data-tone={periodTone(period)}
      aria-current={period.period_id === chosen}
      resetScroll={false}
    >
      {periodLabel(period)}
    </Link>
  );
}
