import { type DestinationContent, PAYOUT_METHODS, type PayoutMethod } from '#holders/destination';
import { maskedDetail } from '#holders/masked-detail';
import type { RecordReading } from '#holders/read-holder';
import { faultsOf } from '#holders/row-faults';
import { parseBic, parseIban } from '#kernel/banking/iban';
import { parseRoutingNumber } from '#kernel/banking/routing-number';
import type { TableRow } from '#kernel/csv/read-table';
import { IDENTIFIER_SHAPE, isIdentifier } from '#kernel/identifier';

const COLUMNS = ['holder_id', 'method', 'iban', 'bic', 'account', 'routing', 'email', 'verified'] as const;
export type DestinationColumn = (typeof COLUMNS)[number];
export const DESTINATION_FILE_COLUMNS = { required: COLUMNS, optional: [] };

const DETAILS = ['iban', 'bic', 'account', 'routing', 'email'] as const;
type Detail = (typeof DETAILS)[number];

/** What each method needs, and what it may say besides; any other detail is a fault, since it would say two things. */
const FIELDS: Readonly<
  Record<PayoutMethod, { readonly needs: readonly Detail[]; readonly allows: readonly Detail[] }>
> = {
  sepa: { needs: ['iban'], allows: ['bic'] },
  international: { needs: ['bic'], allows: ['iban', 'account'] },
  ach: { needs: ['account', 'routing'], allows: [] },
  csv: { needs: [], allows: ['iban', 'bic', 'account', 'routing', 'email'] },
  paypal: { needs: ['email'], allows: [] },
  internal: { needs: ['account'], allows: [] },
};

const EMAIL = /^[^\s@"<>,;]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/;
const ACCOUNT = /^[A-Za-z0-9][A-Za-z0-9-]{0,33}$/;
const ACH_ACCOUNT = /^[A-Za-z0-9-]{1,17}$/;
const VERIFIED: ReadonlyMap<string, 'true' | 'false'> = new Map([
  ['true', 'true'],
  ['false', 'false'],
  ['yes', 'true'],
  ['no', 'false'],
  ['', 'false'],
]);

/** Reads one row of a dropped destinations file. No bank detail is repeated in an error but for its last four characters. */
export function readDestination(row: TableRow<DestinationColumn>): RecordReading<DestinationContent> {
  const { cells } = row;
  const open = faultsOf(row);
  const masked = faultsOf(row, maskedDetail);
  const details = detailsOf(cells);
  if (!isIdentifier(cells.holder_id)) open.fault('bad_id', 'holder_id', `is no id; one has ${IDENTIFIER_SHAPE}`);
  const verified = VERIFIED.get(cells.verified.toLowerCase());
  if (verified === undefined) open.fault('bad_verified', 'verified', 'is neither true nor false');
  const method = PAYOUT_METHODS.find((known) => known === cells.method.toLowerCase());
  if (method === undefined)
    open.fault('unknown_method', 'method', `is no way to pay; write one of ${PAYOUT_METHODS.join(', ')}`);
  else checkFields({ method, details, fault: masked.fault });
  if (details.iban !== undefined && parseIban(details.iban) === undefined)
    masked.fault('bad_iban', 'iban', 'is no IBAN; its length or its check digits are wrong');
  if (details.bic !== undefined && parseBic(details.bic) === undefined)
    masked.fault('bad_bic', 'bic', 'is no BIC; one has 8 or 11 characters: bank, country, place, branch');
  if (details.routing !== undefined && parseRoutingNumber(details.routing) === undefined)
    masked.fault('bad_routing', 'routing', 'is no ABA routing number; its nine digits do not pass their check');
  if (details.email !== undefined && !EMAIL.test(details.email))
    masked.fault('bad_email', 'email', 'is no e-mail address');
  if (details.account !== undefined && method !== undefined && !isAccount(method, details.account))
    masked.fault('bad_account', 'account', `is no account for ${method}`);
  const content: DestinationContent = {
    holderId: cells.holder_id,
    method: method ?? 'csv',
    ...details,
    verified: verified ?? 'false',
  };
  return { id: cells.holder_id, content, errors: [...open.errors, ...masked.errors] };
}

function checkFields({
  method,
  details,
  fault,
}: {
  readonly method: PayoutMethod;
  readonly details: Partial<Record<Detail, string>>;
  readonly fault: (code: string, column: DestinationColumn, sentence: string) => void;
}): void {
  const { needs, allows } = FIELDS[method];
  for (const field of DETAILS) {
    if (needs.includes(field) && details[field] === undefined)
      fault('missing_field', field, `is empty; ${method} needs ${needs.join(' and ')}`);
    if (details[field] !== undefined && !needs.includes(field) && !allows.includes(field))
      fault('unfit_field', field, `does not go with ${method}; leave it empty`);
  }
  const account = details.iban ?? details.account;
  if (method === 'international' && account === undefined)
    fault('missing_field', 'iban', 'is empty, and so is account; international needs one of them');
  if (method === 'international' && details.iban !== undefined && details.account !== undefined)
    fault('unfit_field', 'account', 'stands beside an iban; leave one of them empty');
  if (method === 'csv' && account === undefined && details.email === undefined)
    fault('missing_field', 'account', 'is empty; csv needs an iban, an account or an email');
}

function isAccount(method: PayoutMethod, account: string): boolean {
  if (method === 'internal') return isIdentifier(account);
  return (method === 'ach' ? ACH_ACCOUNT : ACCOUNT).test(account);
}

/** The details that are there, in the form in which they are compared and paid: IBAN and BIC upper case, without spaces. */
function detailsOf(cells: TableRow<DestinationColumn>['cells']): Partial<Record<Detail, string>> {
  const compact = (text: string) => text.replaceAll(/\s/g, '').toUpperCase();
  const written = { iban: compact(cells.iban), bic: compact(cells.bic) };
  const all = { ...written, account: cells.account, routing: cells.routing, email: cells.email };
  return Object.fromEntries(Object.entries(all).filter(([, text]) => text !== ''));
}
