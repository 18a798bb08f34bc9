import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState } from 'react';
import { answered, api } from '#console/api/client.ts';
import type { components } from '#console/api/schema.d.ts';
import { useIs } from '#console/api/session.ts';
import type { Period } from '#console/pages/close/period-queries.ts';
import { POLICIES } from '#console/pages/close/policy-name.ts';
import { concentrationQuery } from '#console/pages/close/tile-queries.ts';
import { PeriodFrame } from '#console/pages/period/period-frame.tsx';
import { PolicyShift } from '#console/pages/period/policy-shift.tsx';
import { untilCompleted } from '#console/pages/period/recomputation.ts';
import { SimulationResult } from '#console/pages/period/simulation-result.tsx';
import { useAsked } from '#console/ui/address.ts';
import { Button } from '#console/ui/button.tsx';
import { Choice } from '#console/ui/choice.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Loading, Notice, Problem, QueryView } from '#console/ui/query-view.tsx';

const ConcentrationChart = lazy(() =>
  import('#console/pages/period/concentration-chart.tsx').then((module) => ({ default: module.ConcentrationChart })),
);

export type Simulation = components['schemas']['Simulation'];
/** Any policy over the same sealed inputs: who would win, who would lose, and how the money lies today. */
export function SimulationPage() {
  return <PeriodFrame>{(period) => <Simulator period={period} />}</PeriodFrame>;
}

function Simulator({ period }: { readonly period: Period }) {
  if (period.attributed === null) return <Notice tone="info">This period is not attributed yet.</Notice>;
  return (
    <>
      <PolicyShift periodId={period.period_id} />
      <Simulate period={period} />
      <Concentration periodId={period.period_id} />
    </>
  );
}

function Simulate({ period }: { readonly period: Period }) {
  const maySimulate = useIs('admin', 'ops', 'auditor');
  const [asked, ask] = useAsked();
  const other = POLICIES.find((policy) => policy.value !== period.policy)?.value ?? 'user_centric';
  const policy = POLICIES.find((one) => one.value === asked['policy'])?.value ?? other;
  const [result, setResult] = useState<Simulation>();
  const [isRunning, setRunning] = useState(false);
  const [error, setError] = useState<unknown>();
  const run = async () => {
    setRunning(true);
    setError(undefined);
    try {
      const begun = await answered(
        api.POST('/v1/periods/{id}/simulate', {
          params: { path: { id: period.period_id }, header: { 'Idempotency-Key': crypto.randomUUID() } },
          body: { policy },
        }),
      );
      setResult(await untilCompleted<Simulation>(begun));
    } catch (refusal) {
      setError(refusal);
    } finally {
      setRunning(false);
    }
  };
  return (
    <Panel title="Another policy" note="Same plays, same money, same rights; nothing is posted">
      <div className="stack">
        {maySimulate ? (
          <div className="row">
            <Choice
              label="Policy"
              isLabelHidden
              value={policy}
              options={POLICIES}
              onChange={(chosen) => ask({ policy: chosen })}
            />
            <Button kind="primary" onPress={() => void run()} isPending={isRunning}>
              {isRunning ? 'Simulating…' : 'Simulate'}
            </Button>
          </div>
        ) : (
          <p className="muted">Operations and auditors can simulate other policies.</p>
        )}
        {error !== undefined && <Problem error={error} />}
        {result !== undefined && <SimulationResult simulation={result} />}
      </div>
    </Panel>
  );
}

function Concentration({ periodId }: { readonly periodId: string }) {
  const query = useQuery(concentrationQuery(periodId));
  return (
    <Panel title="Concentration" note="Which part of the payouts the best paid holders have">
      <QueryView query={query} isEmpty={(found) => found.items.length === 0}>
        {(found) => (
          <Suspense fallback={<Loading lines={6} />}>
            <ConcentrationChart items={found.items} currency={found.currency} />
          </Suspense>
        )}
      </QueryView>
    </Panel>
  );
}
