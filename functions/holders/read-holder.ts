import { canonicalDecimal, parseCommissionRate, RATE_FRACTION_DIGITS_MAX } from '#holders/commission-rate';
import type { HolderContent, PlanContent } from '#holders/holder';
import { faultsOf } from '#holders/row-faults';
import { parseCountry } from '#kernel/country';
import type { FileIssue } from '#kernel/csv/file-issue';
import type { TableRow } from '#kernel/csv/read-table';
import { IDENTIFIER_SHAPE, isIdentifier } from '#kernel/identifier';
import { parseCurrency } from '#kernel/money/currency';
import { parseDecimal } from '#kernel/money/decimal';

const HOLDER_COLUMNS = [
  'holder_id',
  'name',
  'kind',
  'currency',
  'country',
  'commission_rate',
  'plan',
  'payout_method',
  'payout_threshold',
] as const;
export type HolderColumn = (typeof HOLDER_COLUMNS)[number];
export const HOLDER_FILE_COLUMNS = { required: HOLDER_COLUMNS, optional: [] };

const PLAN_COLUMNS = ['plan', 'commission_rate'] as const;
export type PlanColumn = (typeof PLAN_COLUMNS)[number];
export const PLAN_FILE_COLUMNS = { required: PLAN_COLUMNS, optional: [] };

/** One row as a record; whole only without errors. Any error of any row refuses the file. */
export interface RecordReading<Content> {
  readonly id: string;
  readonly content: Content;
  readonly errors: readonly FileIssue[];
}

const TEXT_LENGTH_MAX = 1000;
const NAME_LENGTH_MAX = 256;
const RATE_SHAPE = `a decimal from 0 to 1 with at most ${RATE_FRACTION_DIGITS_MAX} fraction digits (0.15 is 15 %)`;

/** Reads one row of a dropped holders file. An empty rate leaves it to the plan; an empty threshold is 0. */
export function readHolder(row: TableRow<HolderColumn>): RecordReading<HolderContent> {
  const { cells } = row;
  const { errors, fault } = faultsOf(row);
  if (!isIdentifier(cells.holder_id)) fault('bad_id', 'holder_id', `is no id; one has ${IDENTIFIER_SHAPE}`);
  if (cells.name === '') fault('no_name', 'name', 'is no name; write the name that payments go out under');
  for (const column of ['name', 'kind', 'payout_method'] as const)
    if (cells[column].length > TEXT_LENGTH_MAX)
      fault('too_long', column, `is too long; ${TEXT_LENGTH_MAX} characters are allowed`);
  if (parseCurrency(cells.currency) === undefined)
    fault('unknown_currency', 'currency', 'is no currency; write an ISO 4217 code such as USD');
  if (parseCountry(cells.country) === undefined)
    fault('unknown_country', 'country', 'is no country; write an ISO 3166 alpha-2 code such as US');
  const rate = cells.commission_rate === '' ? undefined : parseCommissionRate(cells.commission_rate);
  if (cells.commission_rate !== '' && rate === undefined)
    fault('bad_commission_rate', 'commission_rate', `is no commission rate; it is ${RATE_SHAPE}`);
  if (cells.plan.length > NAME_LENGTH_MAX)
    fault('too_long', 'plan', `is too long; ${NAME_LENGTH_MAX} characters are allowed`);
  const threshold = parseDecimal(cells.payout_threshold === '' ? '0' : cells.payout_threshold);
  if (threshold === undefined || threshold.digits < 0n)
    fault('bad_payout_threshold', 'payout_threshold', 'is no threshold; it is a decimal of 0 or more, such as 50.00');
  const content: HolderContent = {
    holderId: cells.holder_id,
    name: cells.name,
    kind: cells.kind,
    currency: cells.currency,
    country: cells.country,
    ...(rate !== undefined && { commissionRate: canonicalDecimal(rate) }),
    ...(cells.plan !== '' && { plan: cells.plan }),
    payoutMethod: cells.payout_method,
    payoutThreshold: threshold === undefined ? '' : canonicalDecimal(threshold),
  };
  return { id: cells.holder_id, content, errors };
}

/** Reads one row of a dropped plans file. */
export function readPlan(row: TableRow<PlanColumn>): RecordReading<PlanContent> {
  const { cells } = row;
  const { errors, fault } = faultsOf(row);
  if (cells.plan === '' || cells.plan.length > NAME_LENGTH_MAX)
    fault('bad_plan', 'plan', `is no plan name; one has 1 to ${NAME_LENGTH_MAX} characters`);
  const rate = parseCommissionRate(cells.commission_rate);
  if (rate === undefined) fault('bad_commission_rate', 'commission_rate', `is no commission rate; it is ${RATE_SHAPE}`);
  const commissionRate = rate === undefined ? '' : canonicalDecimal(rate);
  return { id: cells.plan, content: { plan: cells.plan, commissionRate }, errors };
}
