import { Link } from '@tanstack/react-router';
import { useAsked } from '#console/ui/address.ts';
import { wordsOf } from '#console/ui/badge.tsx';

/** The way to what a transaction records: a report’s rows, a period’s lines; one holder’s where the address names them. */
export function SourceLink({ source }: { readonly source: { readonly type: string; readonly id: string } }) {
  const [{ holder }] = useAsked();
  const whose = holder === undefined ? {} : { holder };
  const text = `${wordsOf(source.type)} ${source.id}`;
  const period = /\b[A-Z]{2}_\d{4}_\d{2}\b/.exec(source.id)?.[0];
  const report = /\br_[0-9a-f]{32}\b/.exec(source.id)?.[0];
  const run = source.type === 'payout' ? /^R[0-9A-F]{12}/.exec(source.id)?.[0] : undefined;
  if (period !== undefined)
    return (
      <Link to="/periods/$id/attribution" params={{ id: period } as never} search={whose as never}>
        {text}
      </Link>
    );
  if (report !== undefined)
    return (
      <Link to="/reports/$id" params={{ id: report } as never} search={whose as never}>
        {text}
      </Link>
    );
  if (run !== undefined)
    return (
      <Link to="/payouts/$id" params={{ id: run } as never}>
        {text}
      </Link>
    );
  return <span>{text}</span>;
}
