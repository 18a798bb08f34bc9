import { Link } from '@tanstack/react-router';
import { CloseProgress } from '#console/pages/close/close-progress.tsx';
import type { Period } from '#console/pages/close/period-queries.ts';
import { PeriodFrame } from '#console/pages/period/period-frame.tsx';
import { PeriodPreview } from '#console/pages/period/period-preview.tsx';
import { ReplayPanel } from '#console/pages/period/replay-panel.tsx';
import { Amount, Count } from '#console/ui/amount.tsx';
import { wordsOf } from '#console/ui/badge.tsx';
import { Hash } from '#console/ui/hash.tsx';
import { InstantText } from '#console/ui/instant.tsx';
import { Figures, Panel } from '#console/ui/page.tsx';
import { Table } from '#console/ui/table.tsx';
import { Timeline } from '#console/ui/timeline.tsx';

/** One country-period: the pool and where it went, the one rate, what was counted, and the proof of all of it. */
export function PeriodPage() {
  return <PeriodFrame>{(period) => <Overview period={period} />}</PeriodFrame>;
}

function Overview({ period }: { readonly period: Period }) {
  return (
    <>
      <CloseProgress period={period} />
      {period.per_stream_rate === null && period.pool === null ? (
        <PeriodPreview period={period} />
      ) : (
        <Headline period={period} />
      )}
      <div className="grid-main">
        <div className="stack">
          <Conservation period={period} />
          <PlayCounts period={period} />
          <Corrections period={period} />
          <Provenance period={period} />
          {period.input_manifest_hash !== null && <ReplayPanel period={period} />}
        </div>
        <Panel title="How it came here" note="Newest first, UTC">
          <Timeline events={period.timeline} />
        </Panel>
      </div>
    </>
  );
}

function Headline({ period }: { readonly period: Period }) {
  const { currency } = period;
  const parts = [
    ['Pool', period.pool, 'exact'],
    ['Rate per play', period.per_stream_rate, 'rate'],
    ['Residual, carried on', period.residual, 'exact'],
    ['Drift', period.drift, 'exact'],
  ] as const;
  return (
    <section className="panel hero" aria-label="Pool and rate">
      {parts.map(([label, value, detail]) => (
        <div key={label}>
          <div className="hero-label">{label}</div>
          <Amount value={value} currency={currency} detail={detail} />
        </div>
      ))}
    </section>
  );
}

/** Where the pool came from and where it went, so that one can add it up. */
function Conservation({ period }: { readonly period: Period }) {
  const { currency } = period;
  const term = (label: string, value: string | null, sign?: string) => (
    <>
      {sign !== undefined && (
        <span className="sign" aria-hidden="true">
          {sign}
        </span>
      )}
      <div>
        <span className="small muted">{label}</span>
        <Amount value={value} currency={currency} />
      </div>
    </>
  );
  return (
    <Panel title="Where it came from, where it went" note={`Policy: ${wordsOf(period.policy)}`}>
      <div className="stack">
        <div className="equation">
          {term(`Collected × ${period.pool_share ?? '…'}`, period.collected_revenue)}
          {term('Carry', period.carry, '+')}
          {term('Adjustments', period.adjustments, '+')}
          {term('Pool', period.pool, '→')}
        </div>
        <div className="equation">
          {term('Attributed', period.attributed)}
          {term('Nobody’s yet', period.unattributed, '+')}
          {term('Residual', period.residual, '+')}
          {term('Pool', period.pool, '=')}
        </div>
        {period.rate_pair !== null && (
          <p className="small muted">
            The one division: {period.rate_pair.pool} ÷ {period.rate_pair.qualified_plays} plays, truncated to ten
            decimals and kept as this exact pair.
          </p>
        )}
      </div>
    </Panel>
  );
}

function PlayCounts({ period }: { readonly period: Period }) {
  return (
    <Panel title="Plays">
      <Figures
        items={[
          { label: 'Plays', value: <Count value={period.plays} /> },
          { label: 'Qualified', value: <Count value={period.qualified_plays} /> },
          { label: 'Fraud, kept out', value: <Count value={period.fraud_plays} /> },
          { label: 'Late', value: <Count value={period.late_plays} /> },
          { label: 'Quarantined', value: <Count value={period.quarantined_plays} /> },
          { label: 'Duplicate arrivals', value: <Count value={period.duplicate_plays} /> },
        ]}
      />
    </Panel>
  );
}

function Corrections({ period }: { readonly period: Period }) {
  const rows = [
    ...period.corrections_in.map((correction) => ({ ...correction, way: 'Taken in from' })),
    ...period.corrections_out.map((correction) => ({ ...correction, way: 'Went into' })),
  ];
  if (rows.length === 0) return null;
  return (
    <Panel title="Adjustments in and out" flush>
      <Table
        label="Adjustments in and out"
        rows={rows}
        keyOf={(row) => `${row.way} ${row.period_id} ${row.kind}`}
        columns={[
          { title: 'Way', cell: (row) => row.way },
          {
            title: 'Period',
            cell: (row) => (
              <Link to="/periods/$id" params={{ id: row.period_id } as never}>
                {row.period_id}
              </Link>
            ),
          },
          { title: 'Why', cell: (row) => (row.kind === 'late' ? 'Late plays' : 'Fraud found later') },
          { title: 'Plays', isNumeric: true, cell: (row) => <Count value={row.plays} /> },
          {
            title: 'Amount',
            isNumeric: true,
            cell: (row) => <Amount value={row.amount} currency={period.currency} signed />,
          },
        ]}
      />
    </Panel>
  );
}

function Provenance({ period }: { readonly period: Period }) {
  return (
    <Panel title="What it stands on">
      <Figures
        items={[
          { label: 'Play manifest', value: <Hash value={period.play_manifest_hash} /> },
          { label: 'Input manifest', value: <Hash value={period.input_manifest_hash} /> },
          { label: 'Close report', value: <Hash value={period.close_report_hash} /> },
          {
            label: 'Posting',
            value:
              period.posting_id === null ? (
                '—'
              ) : (
                <Link to="/ledger/transactions/$id" params={{ id: period.posting_id } as never}>
                  In the ledger
                </Link>
              ),
          },
          { label: 'Cutoff', value: <InstantText at={period.cutoff_at} /> },
          { label: 'Frozen', value: <InstantText at={period.frozen_at} /> },
          { label: 'Paid', value: <InstantText at={period.paid_at} /> },
          { label: 'Approved by', value: period.approval?.approved_by ?? '—' },
        ]}
      />
    </Panel>
  );
}
