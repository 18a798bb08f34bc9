import { Link } from '@tanstack/react-router';

interface Held {
  readonly reason: string;
  readonly source: { readonly type: string; readonly id: string };
  readonly release_path: string;
}

/** How held money gets out: where a person does it, or that it leaves by itself. */
export function WayOut({ held }: { readonly held: Held }) {
  switch (held.reason) {
    case 'unmatched':
    case 'unexplained':
      return <Link to="/settlement">Match the bank’s line</Link>;
    case 'unattributed':
      return (
        <>
          {held.source.type === 'period' ? (
            <Link to="/periods/$id/unattributed" params={{ id: held.source.id } as never}>
              Find whose it is
            </Link>
          ) : (
            'Find whose it is'
          )}
          <div className="small muted">and drop the missing rights; the daily release pays them at the frozen rate</div>
        </>
      );
    case 'residual':
      return 'Its country’s next month takes it in as its carry';
    default:
      // What the ledger says of it, less what only a program could follow.
      return held.release_path.replace(/:? (GET|POST|PUT) \S+$/, '');
  }
}
