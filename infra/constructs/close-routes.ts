import { ADJUSTMENTS, type CloseFunctions, RECORDS } from '#infra/constructs/close-functions';
import { grantControlList, grantControlRead, grantControlWrite } from '#infra/constructs/control-grants';
import type { ApiStack } from '#infra/stacks/api-stack';
import type { StorageStack } from '#infra/stacks/storage-stack';

/** Keys by which the periods of a month are listed. */
export const MONTHS = ['PERIODS#*'];

/** What people ask of periods, and do with them. */
export function addCloseRoutes(
  functions: CloseFunctions,
  { storage: { controlTable }, api }: { readonly storage: StorageStack; readonly api: ApiStack },
): void {
  const list = functions.reader('ListPeriods', 'list-periods', 'nobody sees which periods are closed');
  grantControlRead(controlTable, list, RECORDS);
  grantControlList(controlTable, list, MONTHS);
  api.addRoute('GET', '/v1/periods', list);
  const get = functions.reader('GetPeriod', 'get-period', 'nobody sees how far a close has come');
  grantControlRead(controlTable, get, RECORDS);
  api.addRoute('GET', '/v1/periods/{id}', get);
  const close = functions.reader('ClosePeriod', 'close-period', 'a period closes on schedule only');
  functions.allowStarting(close);
  api.addRoute('POST', '/v1/periods/{id}/close', close);
  const unsaid = 'what was charged back of a paid month cannot be said';
  const prepare = functions.reader('PrepareAdjustment', 'prepare-adjustment', unsaid);
  grantControlRead(controlTable, prepare, RECORDS);
  grantControlWrite(controlTable, prepare, ADJUSTMENTS);
  api.addRoute('POST', '/v1/periods/{id}/adjustments', prepare);
  const adjustments = functions.reader('ListAdjustments', 'list-adjustments', unsaid);
  grantControlRead(controlTable, adjustments, ADJUSTMENTS);
  api.addRoute('GET', '/v1/periods/{id}/adjustments', adjustments);
  const agree = functions.reader('ApproveAdjustment', 'approve-adjustment', unsaid);
  grantControlWrite(controlTable, agree, ADJUSTMENTS);
  api.addRoute('POST', '/v1/periods/{id}/adjustments/{adjustment_id}/approve', agree);
  const approve = functions.step('ApprovePeriod', 'approve-period');
  functions.allowWaking(approve);
  api.addRoute('POST', '/v1/periods/{id}/approve', approve);
}
