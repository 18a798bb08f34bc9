import { canonicalDecimal } from '#holders/commission-rate';
import type { RecordReading } from '#holders/read-holder';
import { faultsOf } from '#holders/row-faults';
import { TAX_FORMS, type TaxForm, type TaxFormKind } from '#holders/tax-form';
import { parseCountry } from '#kernel/country';
import type { TableRow } from '#kernel/csv/read-table';
import { IDENTIFIER_SHAPE, isIdentifier } from '#kernel/identifier';
import { compareDecimals, type Decimal, parseDecimal } from '#kernel/money/decimal';
import { instantOf, parseInstant } from '#kernel/time/clock';

const COLUMNS = ['holder_id', 'form', 'country', 'treaty_rate', 'valid_from', 'valid_to'] as const;
export type TaxFormColumn = (typeof COLUMNS)[number];
export const TAX_FORM_FILE_COLUMNS = { required: COLUMNS, optional: [] };

/** No treaty allows more than is withheld without one. */
const TREATY_RATE_MAX: Decimal = { digits: 30n, scale: 2 };
/** Forms by which a treaty is claimed. */
const TREATY_FORMS: ReadonlySet<TaxFormKind> = new Set(['W-8BEN', 'W-8BEN-E']);

/** Reads one row of a dropped tax-forms file. */
export function readTaxForm(row: TableRow<TaxFormColumn>): RecordReading<TaxForm> {
  const { cells } = row;
  const { errors, fault } = faultsOf(row);
  if (!isIdentifier(cells.holder_id)) fault('bad_id', 'holder_id', `is no id; one has ${IDENTIFIER_SHAPE}`);
  const form = TAX_FORMS.find((known) => known === cells.form.toUpperCase());
  if (form === undefined)
    fault('unknown_form', 'form', `is no form that is known; write one of ${TAX_FORMS.join(', ')}`);
  const country = parseCountry(cells.country);
  if (country === undefined)
    fault('unknown_country', 'country', 'is no country; write an ISO 3166 alpha-2 code such as DE');
  else if (form !== undefined && (form === 'W-9') !== (country === 'US'))
    fault('unfit_country', 'country', `does not go with ${form}; a W-9 is for persons of the US, a W-8 for others`);
  const rate = treatyRateOf(cells.treaty_rate);
  if (cells.treaty_rate !== '' && rate === undefined)
    fault('bad_treaty_rate', 'treaty_rate', 'is no treaty rate; it is a decimal from 0 to 0.30');
  if (cells.treaty_rate !== '' && form !== undefined && !TREATY_FORMS.has(form))
    fault('unfit_treaty_rate', 'treaty_rate', `does not go with ${form}; leave it empty`);
  const validFrom = parseInstant(cells.valid_from);
  if (validFrom === undefined) fault('bad_date', 'valid_from', 'is no date; write YYYY-MM-DD');
  const validTo = cells.valid_to === '' ? undefined : parseInstant(cells.valid_to);
  if (cells.valid_to !== '' && validTo === undefined) fault('bad_date', 'valid_to', 'is no date; write YYYY-MM-DD');
  if (validFrom !== undefined && validTo !== undefined && validTo <= validFrom)
    fault('empty_interval', 'valid_to', 'is not after valid_from');
  const content: TaxForm = {
    form: form ?? 'W-9',
    country: cells.country,
    ...(rate !== undefined && { treatyRate: canonicalDecimal(rate) }),
    validFrom: validFrom ?? instantOf(0),
    ...(validTo !== undefined && { validTo }),
  };
  return { id: cells.holder_id, content, errors };
}

function treatyRateOf(text: string): Decimal | undefined {
  const rate = parseDecimal(text);
  if (rate === undefined || rate.digits < 0n || rate.scale > 10) return undefined;
  return compareDecimals(rate, TREATY_RATE_MAX) <= 0 ? rate : undefined;
}
