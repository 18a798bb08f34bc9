import { useState } from 'react';
import { answered, api } from '#console/api/client.ts';
import type { components } from '#console/api/schema.d.ts';
import { useIs } from '#console/api/session.ts';
import type { Period } from '#console/pages/close/period-queries.ts';
import { untilCompleted } from '#console/pages/period/recomputation.ts';
import { Count } from '#console/ui/amount.tsx';
import { Button } from '#console/ui/button.tsx';
import { Hash } from '#console/ui/hash.tsx';
import { Figures, Panel } from '#console/ui/page.tsx';
import { Notice, Problem } from '#console/ui/query-view.tsx';

type Replay = components['schemas']['Replay'];

/** Computes the month again from its sealed inputs and compares byte for byte. */
export function ReplayPanel({ period }: { readonly period: Period }) {
  const mayReplay = useIs('admin', 'ops', 'auditor');
  const [replay, setReplay] = useState<Replay | 'running'>();
  const [error, setError] = useState<unknown>();
  const id = period.period_id;
  const run = async () => {
    setReplay('running');
    setError(undefined);
    try {
      const begun = await answered(
        api.POST('/v1/periods/{id}/replay', {
          params: { path: { id }, header: { 'Idempotency-Key': crypto.randomUUID() } },
        }),
      );
      setReplay(await untilCompleted<Replay>(begun));
    } catch (refusal) {
      setReplay(undefined);
      setError(refusal);
    }
  };
  return (
    <Panel title="Replay" note="From the input manifest, on the side; changes nothing">
      <div className="stack">
        {mayReplay ? (
          <div>
            <Button onPress={() => void run()} isPending={replay === 'running'}>
              {replay === 'running' ? 'Computing the month again…' : 'Replay this month'}
            </Button>
          </div>
        ) : (
          <p className="muted">Operations and auditors can compute the month again.</p>
        )}
        {error !== undefined && <Problem error={error} />}
        {replay !== undefined && replay !== 'running' && <Comparison replay={replay} />}
      </div>
    </Panel>
  );
}

function Comparison({ replay }: { readonly replay: Replay }) {
  if (replay.status === 'failed') return <Notice tone="bad">{replay.detail}</Notice>;
  return (
    <div className="stack-s">
      <Notice tone={replay.matches ? 'ok' : 'bad'}>
        {replay.matches ? 'The same bytes, to the last digit.' : 'The replay differs from what was closed.'}
      </Notice>
      <Figures
        items={[
          { label: 'Objects checked', value: <Count value={replay.checked_objects} /> },
          { label: 'Report as closed', value: <Hash value={replay.close_report_hash} /> },
          { label: 'Report as replayed', value: <Hash value={replay.replayed_report_hash} /> },
        ]}
      />
      {replay.differences.map(({ part, detail }) => (
        <p key={part} className="small">
          <strong>{part}</strong>: {detail}
        </p>
      ))}
    </div>
  );
}
