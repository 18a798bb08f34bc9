import type { ReactNode } from 'react';
import { Page } from '#console/ui/page.tsx';
import { SubPages } from '#console/ui/sub-pages.tsx';

/** What every page of the ledger has in common. */
export function LedgerFrame({
  title,
  lead,
  actions,
  children,
}: {
  readonly title: string;
  readonly lead: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <Page title={title} eyebrow="Ledger" lead={lead} actions={actions}>
      <SubPages
        label="Parts of the ledger"
        items={[
          { to: '/ledger', label: 'Accounts', isExact: true },
          { to: '/ledger/trial-balance', label: 'Trial balance' },
          { to: '/ledger/audit', label: 'Audit' },
          { to: '/ledger/holding', label: 'Holding' },
        ]}
      />
      {children}
    </Page>
  );
}
