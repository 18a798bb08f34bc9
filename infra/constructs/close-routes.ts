import { type CloseFunctions, RECORDS } from '#infra/constructs/close-functions';
import { grantControlList, grantControlRead } from '#infra/constructs/control-grants';
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
  const approve = functions.step('ApprovePeriod', 'approve-period');
  functions.allowWaking(approve);
  api.addRoute('POST', '/v1/periods/{id}/approve', approve);
}
