import { readBarcode } from '#reports/identifiers/barcode';
import { normaliseIsrc } from '#reports/identifiers/isrc';
import { releaseTitleKey, trackIdKey, trackTitleKey } from '#reports/identifiers/track-key';
import type { ReportValues } from '#reports/mapping-value';
import { rowPredicate } from '#reports/reading/condition';
import { memo, ownText } from '#reports/reading/memo';
import { valueReader } from '#reports/reading/report-context';
import type { Table, ValueProblem } from '#reports/reading/value-fields';

export interface TrackIdentifiers {
  readonly isrc: string;
  readonly upc: string;
  readonly trackKey: string;
  readonly problem: ValueProblem | undefined;
}

/** So many are remembered, so that memory stays flat. */
const ISRCS_MAX = 50_000;

interface Isrc {
  readonly isrc: string;
  /** A barcode that stood in the ISRC column. */
  readonly upc: string;
  readonly problem: ValueProblem | undefined;
}

/** Reads and repairs what a row names its track by (R25a): ISRC, else barcode, else the mapping's own key. */
export function trackFields(values: ReportValues, at: Table): (cells: readonly string[]) => TrackIdentifiers {
  const isrcReader = valueReader(values.isrc?.from ?? [{ constant: '' }], at.columns, at.context);
  const upcReader = valueReader(values.upc?.from ?? [{ constant: '' }], at.columns, at.context);
  const readUpc = memo(upcOf);
  const trackKeyOf = trackKeyField(values.trackKey, at);
  const names = [isrcReader.column, upcReader.column].filter((name) => name !== '').join(' or ');

  /** By the ISRC as it stands there: most name their track with one barcode only, and then need no second look-up. */
  const byIsrc = new Map<string, { readonly barcode: string; readonly identifiers: TrackIdentifiers }>();

  return (cells) => {
    const text = isrcReader.read(cells);
    const barcode = upcReader.read(cells);
    const known = byIsrc.get(text);
    if (known?.barcode === barcode) return known.identifiers;
    const own = ownText(text);
    const { isrc, upc: misplaced, problem } = isrcOf(own, isrcReader.column, values.isrc?.malformed === 'drop');
    const upc = readUpc(barcode) || misplaced;
    if (isrc !== '' || problem !== undefined) {
      const identifiers = { isrc, upc, trackKey: '', problem };
      if (known !== undefined || byIsrc.size < ISRCS_MAX) byIsrc.set(own, { barcode: ownText(barcode), identifiers });
      return identifiers;
    }
    const trackKey = trackKeyOf(cells);
    if (upc !== '' || trackKey !== '') return { isrc, upc, trackKey, problem };
    return { isrc, upc, trackKey, problem: noIdentifier(names, barcode, values.trackKey.length > 0) };
  };
}

function isrcOf(text: string, column: string, dropsMalformed: boolean): Isrc {
  const isrc = text === '' ? '' : normaliseIsrc(text);
  if (isrc !== undefined) return { isrc, upc: '', problem: undefined };
  const barcode = readBarcode(text);
  if (text.length >= 11 && barcode.kind === 'read') return { isrc: '', upc: barcode.key, problem: undefined };
  if (dropsMalformed) return { isrc: '', upc: '', problem: undefined };
  const expected = 'two letters, three letters or digits and seven digits, such as USRC17607839, would be right';
  return { isrc: '', upc: '', problem: { type: 'malformed_isrc', column, value: text, expected } };
}

function upcOf(text: string): string {
  const barcode = readBarcode(text);
  return barcode.kind === 'read' ? barcode.key : '';
}

function noIdentifier(column: string, barcode: string, hasKey: boolean): ValueProblem {
  const damaged = readBarcode(barcode).kind === 'damaged' ? ' (this barcode was rounded by a spreadsheet)' : '';
  const key = hasKey ? ', or a title and artist of the catalogue,' : '';
  return {
    type: 'missing_identifier',
    column,
    value: barcode,
    expected: `an ISRC, a barcode${key} would be right${damaged}`,
  };
}

function trackKeyField(rules: ReportValues['trackKey'], at: Table): (cells: readonly string[]) => string {
  const keys = rules.map((rule) => ({
    by: rule.by,
    fits: rule.when === undefined ? () => true : rowPredicate(rule.when, at.columns),
    title: valueReader(rule.title, at.columns, at.context),
    artist: valueReader(rule.artist ?? [{ constant: '' }], at.columns, at.context),
  }));
  return (cells) => {
    for (const { by, fits, title, artist } of keys) {
      const text = title.read(cells);
      if (text === '' || !fits(cells)) continue;
      if (by === 'track-id') return trackIdKey(text);
      return by === 'track-title' ? trackTitleKey(text, artist.read(cells)) : releaseTitleKey(text, artist.read(cells));
    }
    return '';
  };
}
