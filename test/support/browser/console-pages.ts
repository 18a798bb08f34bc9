import type { SampleCloud } from '#test/support/browser/sample-cloud';

export interface ConsolePage {
  readonly name: string;
  readonly path: string;
  /** Whether the README shows it; every page is checked all the same. */
  readonly isShown: boolean;
}

const page = (name: string, path: string, isShown = false): ConsolePage => ({ name, path, isShown });

/** What the addresses of the pages name. */
export type SampledPages = Pick<
  SampleCloud,
  'failedReport' | 'completedReport' | 'waitingReport' | 'transaction' | 'settledRun' | 'waitingRun'
>;

/** Every page of staff, with what the sample month has to show on it. */
export function staffPages(sample: SampledPages): readonly ConsolePage[] {
  const { failedReport, completedReport, waitingReport, transaction, settledRun, waitingRun } = sample;
  return [
    page('close', '/?month=2025-04&period=US_2025_04', true),
    page('period', '/periods/US_2025_04', true),
    page('attribution', '/periods/US_2025_04/attribution?holder=H-ADA'),
    page('unattributed', '/periods/US_2025_04/unattributed'),
    page('arrivals', '/periods/US_2025_04/arrivals'),
    page('long-tail', '/periods/US_2025_04/long-tail'),
    page('policies', '/periods/US_2025_04/simulation', true),
    page('reports', '/reports', true),
    page('report-refused', `/reports/${failedReport}`, true),
    page('report', `/reports/${completedReport}`),
    page('report-waiting', `/reports/${waitingReport}`, true),
    page('mapping', '/mappings/symphonic', true),
    page('ledger', '/ledger?account=payable:holder:H-ADA:USD', true),
    page('transaction', `/ledger/transactions/${transaction}`),
    page('trial-balance', '/ledger/trial-balance'),
    page('audit', '/ledger/audit'),
    page('audit-history', '/ledger/audit?check=trial-balance'),
    page('holding', '/ledger/holding'),
    page('payouts', '/payouts'),
    page('payout-approval', `/payouts/${waitingRun}`, true),
    page('payout-settled', `/payouts/${settledRun}`),
    page('settlement', '/settlement', true),
    page('holders', '/portal'),
    page('holder', '/portal/H-ADA'),
    page('nothing', '/no/such/page'),
  ];
}

/** What a rights holder sees. */
export const HOLDER_PAGES: readonly ConsolePage[] = [
  page('balance', '/portal/H-ADA', true),
  page('mutations', '/portal/H-ADA/mutations'),
  page('earnings', '/portal/H-ADA/earnings?by=store', true),
  page('plays', '/portal/H-ADA/plays'),
];
