import type { LocalCloud } from '#infra/local/local-cloud';
import { type Answer, field, Operator } from '#infra/local/operator';
import { loadArchivedPlays, loadReference, loadReports } from '#infra/local/sample-month/sample-month';
import { startTestCloud } from '#test/support/local-cloud';

/** A cloud with the sample month in it: Germany paid, the United States waiting for approval, every report in. */
export interface SampleCloud {
  readonly cloud: LocalCloud;
  readonly operator: Operator;
  readonly failedReport: string;
  readonly completedReport: string;
  readonly transaction: string;
  readonly stop: () => Promise<void>;
}

export async function startSampleCloud(say: (line: string) => void = () => undefined): Promise<SampleCloud> {
  const cloud = await startTestCloud({ startAt: '2025-05-09T08:00:00Z' });
  const operator = new Operator({ awsEndpoint: cloud.endpoint, apiEndpoint: cloud.apiEndpoint });
  await loadReference(operator, say);
  await loadArchivedPlays(operator, say);
  await loadReports(operator, say);
  for (const id of ['DE_2025_04', 'US_2025_04']) await operator.post(`/v1/periods/${id}/close`, { policy: 'pro_rata' });
  await operator.untilIdle();
  const germany = await operator.get('/v1/periods/DE_2025_04');
  const { digest } = germany['approval'] as { readonly digest: string };
  await operator.post('/v1/periods/DE_2025_04/approve', { digest }, 'approver');
  await operator.untilIdle();
  const reports = (await operator.get('/v1/reports?limit=50'))['items'] as readonly Answer[];
  const reportOf = (status: string) => field(reports.find((report) => report['status'] === status) ?? {}, 'report_id');
  const mutations = (await operator.get('/v1/holders/H-ADA/mutations'))['items'] as readonly Answer[];
  return {
    cloud,
    operator,
    failedReport: reportOf('failed'),
    completedReport: reportOf('completed'),
    transaction: field(mutations[0] ?? {}, 'transaction_id'),
    async stop() {
      operator.close();
      await cloud.stop();
    },
  };
}
