import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { PeriodActions } from '#console/pages/close/period-actions.tsx';
import { type Period, usePeriod } from '#console/pages/close/period-queries.ts';
import { periodLabel, periodTone } from '#console/pages/close/period-tone.ts';
import { useAddress } from '#console/ui/address.ts';
import { Badge } from '#console/ui/badge.tsx';
import { countryName, monthName } from '#console/ui/instant.tsx';
import { Page } from '#console/ui/page.tsx';
import { Notice, QueryView } from '#console/ui/query-view.tsx';
import { shortDigests } from '#console/ui/short-digests.ts';
import { SubPages } from '#console/ui/sub-pages.tsx';

/** What every page of one country-period has in common: its name, its state, the ways to its parts. */
export function PeriodFrame({ children }: { readonly children: (period: Period) => ReactNode }) {
  const { id = '' } = useAddress();
  const query = usePeriod(id);
  const period = query.data;
  const [country = '', year = '', month = ''] = id.split('_');
  const isNamed = /^[A-Z]{2}_\d{4}_\d{2}$/.test(id);
  const base = `/periods/${id}`;
  return (
    <Page
      title={isNamed ? `${countryName(country)}, ${monthName(`${year}-${month}`)}` : id}
      eyebrow={
        <>
          <Link to="/">Close</Link> / {id}
        </>
      }
      actions={
        period !== undefined && (
          <>
            <Badge state={period.state} tone={periodTone(period)} label={periodLabel(period)} />
            <PeriodActions period={period} />
          </>
        )
      }
    >
      {period?.waiting_for != null && <Notice tone="warn">{shortDigests(period.waiting_detail ?? '')}</Notice>}
      <div>
        <SubPages
          label="Parts of the period"
          items={[
            { to: base, label: 'Overview', isExact: true },
            { to: `${base}/attribution`, label: 'Attribution' },
            { to: `${base}/unattributed`, label: 'Unattributed' },
            { to: `${base}/arrivals`, label: 'Arrivals' },
            { to: `${base}/long-tail`, label: 'Long tail' },
            { to: `${base}/simulation`, label: 'Policies' },
          ]}
        />
        <QueryView query={query} lines={8}>
          {(found) => <div className="stack">{children(found)}</div>}
        </QueryView>
      </div>
    </Page>
  );
}
