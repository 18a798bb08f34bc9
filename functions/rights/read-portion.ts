import { parseCountry } from '#kernel/country';
import type { FileIssue } from '#kernel/csv/file-issue';
import type { TableRow } from '#kernel/csv/read-table';
import { IDENTIFIER_SHAPE, isIdentifier } from '#kernel/identifier';
import { type Instant, parseInstant } from '#kernel/time/clock';
import { DEFAULT_COUNTRY } from '#rights/as-of';
import type { EffectiveInterval } from '#rights/effective-interval';
import { type DroppedPortion, type PortionGroupKey, parsePortionUnits } from '#rights/portion';

const RIGHTS_COLUMNS = ['track_id', 'rights_type', 'holder_id', 'share', 'effective_from', 'effective_to'] as const;
export type RightsColumn = (typeof RIGHTS_COLUMNS)[number];
export const RIGHTS_FILE_COLUMNS = { required: RIGHTS_COLUMNS, optional: [] };

const WEIGHT_COLUMNS = ['country', 'rights_type', 'weight', 'effective_from', 'effective_to'] as const;
export type WeightColumn = (typeof WEIGHT_COLUMNS)[number];
export const WEIGHT_FILE_COLUMNS = { required: WEIGHT_COLUMNS, optional: [] };

/** One row as a portion of its group; whole only without errors. Any error of any row refuses the file. */
export interface PortionReading {
  readonly key: PortionGroupKey;
  readonly portion: DroppedPortion;
  readonly errors: readonly FileIssue[];
}

const RIGHTS_TYPE = /^[a-z][a-z0-9_-]{0,63}$/;
const START_OF_TIME = '0000-01-01T00:00:00.000Z' as Instant;

/** Reads one row of a dropped bridge file. A share is above 0; who holds nothing has no row. */
export function readRightsRow(row: TableRow<RightsColumn>): PortionReading {
  const { cells, line } = row;
  const { errors, fault } = faultsOf(row);
  for (const column of ['track_id', 'holder_id'] as const)
    if (!isIdentifier(cells[column])) fault('bad_id', column, `is no id; one has ${IDENTIFIER_SHAPE}`);
  const facet = readRightsType(cells.rights_type, fault);
  const units = parsePortionUnits(cells.share);
  if (units === undefined || units === 0n)
    fault('bad_share', 'share', 'is no share; it is a decimal above 0 and up to 1 with at most 5 fraction digits');
  const interval = readInterval(cells, fault);
  const portion = { member: cells.holder_id, units: units ?? 0n, ...interval, line };
  return { key: { subject: cells.track_id, facet }, portion, errors };
}

/** Reads one row of a dropped weights file. A weight may be 0: the type is named and earns nothing. */
export function readWeightRow(row: TableRow<WeightColumn>): PortionReading {
  const { cells, line } = row;
  const { errors, fault } = faultsOf(row);
  if (cells.country !== DEFAULT_COUNTRY && parseCountry(cells.country) === undefined)
    fault('unknown_country', 'country', 'is no country; write an ISO 3166 alpha-2 code such as US, or * for the rest');
  const member = readRightsType(cells.rights_type, fault);
  const units = parsePortionUnits(cells.weight);
  if (units === undefined)
    fault('bad_weight', 'weight', 'is no weight; it is a decimal from 0 to 1 with at most 5 fraction digits');
  const interval = readInterval(cells, fault);
  return {
    key: { subject: cells.country, facet: '' },
    portion: { member, units: units ?? 0n, ...interval, line },
    errors,
  };
}

type Fault = (code: string, column: 'rights_type' | 'effective_from' | 'effective_to', sentence: string) => void;

function readRightsType(text: string, fault: Fault): string {
  const rightsType = text.toLowerCase();
  if (!RIGHTS_TYPE.test(rightsType))
    fault(
      'bad_rights_type',
      'rights_type',
      'is no rights type; one is a word such as artist, label, publisher, songwriter',
    );
  return rightsType;
}

function readInterval(
  cells: Readonly<Record<'effective_from' | 'effective_to', string>>,
  fault: Fault,
): EffectiveInterval {
  const shape = 'is no instant; write one such as 2025-04-01 or 2025-04-01T12:00:00Z';
  const effectiveFrom = readInstant(cells.effective_from);
  if (effectiveFrom === undefined) fault('bad_instant', 'effective_from', shape);
  const effectiveTo = cells.effective_to === '' ? undefined : readInstant(cells.effective_to);
  if (cells.effective_to !== '' && effectiveTo === undefined)
    fault('bad_instant', 'effective_to', `${shape}, or leave it empty while the deal is open`);
  if (effectiveFrom !== undefined && effectiveTo !== undefined && effectiveTo <= effectiveFrom)
    fault('empty_interval', 'effective_to', `is not after effective_from ${effectiveFrom}; intervals are [from, to)`);
  return { effectiveFrom: effectiveFrom ?? START_OF_TIME, effectiveTo };
}

/** Years 0000 to 9999 only: beyond them instants would no longer compare as strings. */
function readInstant(text: string): Instant | undefined {
  const instant = parseInstant(text);
  return instant?.length === START_OF_TIME.length ? instant : undefined;
}

function faultsOf<Column extends string>({ line, cells }: TableRow<Column>) {
  const errors: FileIssue[] = [];
  const fault = (code: string, column: Column, sentence: string) => {
    const value = cells[column];
    const shown = JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
    errors.push({ code, message: `Line ${line}: ${column} ${shown} ${sentence}.`, line, column, value });
  };
  return { errors, fault };
}
