import { NO_TOTALS, type Report } from '#reports/report';
import { MAY_1 } from '#test/support/ledger/builders';

/** A report of one dollar whose remittance is sealed. */
export const aReport = (reportId: string, changes: Partial<Report> = {}): Report => ({
  reportId,
  provider: 'distrokid',
  status: 'processing',
  dropId: `d_${reportId}`,
  objectKey: `reports/distrokid/${reportId}.tsv`,
  contentHash: reportId,
  archiveKey: `archive/${reportId}`,
  bytes: 1,
  attempt: 1,
  createdAt: MAY_1,
  updatedAt: MAY_1,
  totals: { ...NO_TOTALS, payable: [{ currency: 'USD', amount: '1', rows: 1 }] },
  factors: [],
  counts: {},
  controlTotals: [],
  errors: [],
  warnings: [],
  sheetReports: [],
  moneyCurrencies: ['USD'],
  sealedRemittances: [
    { originalCurrency: 'USD', currency: 'USD', amount: '1.0000000000', statedBy: 'pat', statedAt: MAY_1 },
  ],
  revision: 1,
  ...changes,
});
