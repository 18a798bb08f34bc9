import {
  createRootRoute,
  createRoute,
  createRouter,
  Link,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import { currentSession } from '#console/api/session.ts';
import { Page } from '#console/ui/page.tsx';
import { Loading, Problem } from '#console/ui/query-view.tsx';
import { Shell } from '#console/ui/shell.tsx';

type Search = Readonly<Record<string, string | undefined>>;

/** Addresses carry text only; a page reads from them what it knows. */
const textSearch = (search: Record<string, unknown>): Search =>
  Object.fromEntries(
    Object.entries(search).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]),
  );

const rootRoute = createRootRoute({ component: Outlet, validateSearch: textSearch });

/** Everything behind the sign-in. A holder's session is led to its portal; the API refuses it everything else anyway. */
const signedIn = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in-pages',
  component: Shell,
  beforeLoad: ({ location }) => {
    const session = currentSession();
    if (session === undefined) throw redirect({ to: '/sign-in', search: { to: location.href } });
    const own = `/portal/${session.holderId ?? ''}`;
    const isHolder = session.roles.every((role) => role === 'holder');
    if (isHolder && !location.pathname.startsWith('/portal/')) throw redirect({ to: own });
  },
});

const page = <Path extends string>(path: Path, load: () => Promise<Record<string, unknown>>, name: string) =>
  createRoute({
    getParentRoute: () => signedIn,
    path,
    // biome-ignore lint/suspicious/noExplicitAny: the router wants the one component type that every page has
    component: lazyRouteComponent(load as () => Promise<any>, name),
  });

const pages = [
  page('/', () => import('#console/pages/close/close-page.tsx'), 'ClosePage'),
  page('/periods/$id', () => import('#console/pages/period/period-page.tsx'), 'PeriodPage'),
  page('/periods/$id/attribution', () => import('#console/pages/period/attribution-page.tsx'), 'AttributionPage'),
  page('/periods/$id/unattributed', () => import('#console/pages/period/unattributed-page.tsx'), 'UnattributedPage'),
  page('/periods/$id/arrivals', () => import('#console/pages/period/arrivals-page.tsx'), 'ArrivalsPage'),
  page('/periods/$id/long-tail', () => import('#console/pages/period/long-tail-page.tsx'), 'LongTailPage'),
  page('/periods/$id/simulation', () => import('#console/pages/period/simulation-page.tsx'), 'SimulationPage'),
  page('/reports', () => import('#console/pages/reports/reports-page.tsx'), 'ReportsPage'),
  page('/reports/$id', () => import('#console/pages/reports/report-page.tsx'), 'ReportPage'),
  page('/mappings/$provider', () => import('#console/pages/reports/mapping-page.tsx'), 'MappingPage'),
  page('/ledger', () => import('#console/pages/ledger/ledger-page.tsx'), 'LedgerPage'),
  page('/ledger/trial-balance', () => import('#console/pages/ledger/trial-balance-page.tsx'), 'TrialBalancePage'),
  page('/ledger/transactions/$id', () => import('#console/pages/ledger/transaction-page.tsx'), 'TransactionPage'),
  page('/ledger/audit', () => import('#console/pages/ledger/audit-page.tsx'), 'AuditPage'),
  page('/ledger/holding', () => import('#console/pages/ledger/holding-page.tsx'), 'HoldingPage'),
  page('/payouts', () => import('#console/pages/payouts/payouts-page.tsx'), 'PayoutsPage'),
  page('/payouts/$id', () => import('#console/pages/payouts/payout-run-page.tsx'), 'PayoutRunPage'),
  page('/settlement', () => import('#console/pages/settlement/settlement-page.tsx'), 'SettlementPage'),
  page('/portal', () => import('#console/pages/portal/holders-page.tsx'), 'HoldersPage'),
  page('/portal/$id', () => import('#console/pages/portal/portal-page.tsx'), 'PortalPage'),
  page('/portal/$id/mutations', () => import('#console/pages/portal/mutations-page.tsx'), 'MutationsPage'),
  page('/portal/$id/earnings', () => import('#console/pages/portal/earnings-page.tsx'), 'EarningsPage'),
  page('/portal/$id/plays', () => import('#console/pages/portal/plays-page.tsx'), 'PlaysPage'),
];

const signInPage = (path: '/sign-in' | '/signed-in' | '/signed-out') =>
  createRoute({
    getParentRoute: () => rootRoute,
    path,
    component: lazyRouteComponent(() => import('#console/pages/session/sign-in-page.tsx'), 'SignInPage'),
  });

/** An address that nothing answers to, with the way back. */
function NotFound() {
  return (
    <main className="lost">
      <Page title="There is no such page" lead="The address may be cut off, or of an older version.">
        <Link to="/">To the first page</Link>
      </Page>
    </main>
  );
}

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    signedIn.addChildren(pages),
    signInPage('/sign-in'),
    signInPage('/signed-in'),
    signInPage('/signed-out'),
  ]),
  defaultPreload: 'intent',
  scrollRestoration: true,
  // Addresses keep text as text: `?month=2025-04` is no JSON.
  parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
  stringifySearch: (search) => {
    const given = Object.entries(search).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
    const query = new URLSearchParams(given).toString();
    return query === '' ? '' : `?${query}`;
  },
  defaultPendingComponent: () => <Loading />,
  defaultErrorComponent: ({ error, reset }) => <Problem error={error} onRetry={reset} />,
  defaultNotFoundComponent: NotFound,
});
