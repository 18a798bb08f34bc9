import { useQuery } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import type { Period } from '#console/pages/close/period-queries.ts';
import { Amount, Count } from '#console/ui/amount.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';

/** An open period has no rate. This says what it may become, and on what that guess stands. */
export function PeriodPreview({ period }: { readonly period: Period }) {
  const query = useQuery({
    queryKey: ['preview', period.period_id],
    queryFn: () => answered(api.GET('/v1/periods/{id}/preview', { params: { path: { id: period.period_id } } })),
  });
  return (
    <Panel title="An estimate, never the rate itself" note="Minted once, at freeze">
      <QueryView query={query}>
        {(preview) => (
          <div className="stack-s">
            <dl className="figures">
              <div>
                <dt>Plays so far</dt>
                <dd>
                  <Count value={preview.plays_so_far} />
                </dd>
              </div>
              <Range label="Pool" estimate={preview.estimated_pool} currency={preview.currency} />
              <Range label="Rate" estimate={preview.estimated_rate} currency={preview.currency} />
            </dl>
            {preview.estimated_rate === null && (
              <Empty title="Too little is known for an estimate">
                <p>{preview.reason ?? preview.method.description}</p>
              </Empty>
            )}
            <p className="small muted">{preview.method.description}</p>
          </div>
        )}
      </QueryView>
    </Panel>
  );
}

function Range(props: {
  readonly label: string;
  readonly estimate: { readonly estimate: string; readonly low: string; readonly high: string } | null;
  readonly currency: string | null;
}) {
  if (props.estimate === null) return null;
  const { estimate, low, high } = props.estimate;
  return (
    <div>
      <dt>{props.label}, estimated</dt>
      <dd>
        <Amount value={estimate} currency={props.currency} detail="rate" />
        <div className="small muted">
          <Amount value={low} detail="rate" /> to <Amount value={high} detail="rate" />
        </div>
      </dd>
    </div>
  );
}
