import { useQuery } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import { Amount } from '#console/ui/amount.tsx';
import { wordsOf } from '#console/ui/badge.tsx';
import { InstantText } from '#console/ui/instant.tsx';
import { Panel } from '#console/ui/page.tsx';
import { QueryView } from '#console/ui/query-view.tsx';

/** What a holder has to know: payments that did not reach them, and why. Nothing is shown where there is nothing. */
export function NoticesPanel({ holderId }: { readonly holderId: string }) {
  const query = useQuery({
    queryKey: ['notices', holderId],
    queryFn: () =>
      answered(api.GET('/v1/holders/{id}/notices', { params: { path: { id: holderId }, query: { limit: 20 } } })),
  });
  return (
    <QueryView query={query} isEmpty={({ items }) => items.length === 0} empty={null} lines={2}>
      {({ items }) => (
        <Panel title="Notices">
          <ul className="waiting">
            {items.map((notice) => (
              <li key={`${notice.payment_id} ${notice.kind}`} className="waiting-item" data-tone="bad">
                <div>
                  <strong>{wordsOf(notice.kind)}</strong>
                  <p>{notice.text}</p>
                </div>
                <div className="stack-s num">
                  <Amount value={notice.amount} currency={notice.currency} />
                  <span className="small muted">
                    <InstantText at={notice.at} date />
                  </span>
                </div>
              </li>
            ))}
          </ul>
        </Panel>
      )}
    </QueryView>
  );
}
