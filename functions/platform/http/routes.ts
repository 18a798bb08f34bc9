import * as analytics from '#analytics/api';
import * as closeTiles from '#analytics/close-tiles-api';
import * as attribution from '#attribution/api';
import * as policyShift from '#attribution/policy-shift-api';
import * as audit from '#audit/api';
import * as close from '#close/api';
import * as drops from '#drops/api';
import * as holders from '#holders/api';
import type { Route } from '#kernel/api/route';
import * as ledger from '#ledger/api';
import * as exchange from '#ledger/exchange-api';
import * as holding from '#ledger/holding-api';
import * as payouts from '#payouts/api';
import * as platform from '#platform/api';
import * as reports from '#reports/api';
import * as rights from '#rights/api';
import * as settlement from '#settlement/api';

/** Every route of the API. A context's `api.ts` exports routes and schemas; add it here and the document has it. */
export const ROUTES: readonly Route[] = [
  platform,
  analytics,
  closeTiles,
  attribution,
  policyShift,
  audit,
  close,
  drops,
  holders,
  ledger,
  payouts,
  exchange,
  holding,
  reports,
  rights,
  settlement,
].flatMap((context) => Object.values<unknown>(context).filter(isRoute));

function isRoute(value: unknown): value is Route {
  return typeof value === 'object' && value !== null && 'operationId' in value && 'answers' in value;
}
