import { Link } from '@tanstack/react-router';

/** The parts of a page, each with an address of its own. */
export function SubPages(props: {
  readonly label: string;
  readonly items: readonly { readonly to: string; readonly label: string; readonly isExact?: boolean }[];
}) {
  return (
    <nav className="tabs" aria-label={props.label}>
      {props.items.map(({ to, label, isExact }) => (
        <Link key={to} to={to} activeOptions={{ exact: isExact ?? false, includeSearch: false }}>
          {label}
        </Link>
      ))}
    </nav>
  );
}
