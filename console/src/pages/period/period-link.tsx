import { Link } from '@tanstack/react-router';

/** The way to a period, or to the same part of it. */
export function PeriodLink({ id, part = '' }: { readonly id: string; readonly part?: string }) {
  return <Link to={`/periods/${encodeURIComponent(id)}${part}`}>{id}</Link>;
}
