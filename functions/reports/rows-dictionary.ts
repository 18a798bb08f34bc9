import { ContextCodes, type RowContext } from '#reports/context-codes';
import type { ReportRow } from '#reports/report-row';
import { type CodedTrack, TrackCodes } from '#reports/track-codes';

/** Where rows of one table of the dictionary go; texts, numbers and booleans in the order of its columns. */
interface RowTarget {
  append(row: readonly (string | number | boolean)[]): void;
}

export interface DictionaryTargets {
  /** `code, isrc, upc, track_key, title, artist` of every track. */
  readonly tracks: RowTarget;
  /** `code` of every track that some payable row names. */
  readonly payable_tracks: RowTarget;
  /** `code, payable` and `CONTEXT_TEXTS` of every context. */
  readonly contexts: RowTarget;
}

/** The texts of a context, by column of the lake. */
const TEXTS = {
  sheet: 'sheet',
  currency: 'currency',
  filter: 'filter',
  units: 'units',
  store: 'store',
  territory: 'territory',
  sale_period: 'salePeriod',
  transaction_kind: 'transactionKind',
  separator: 'separator',
} as const satisfies Record<string, keyof RowContext>;

export type ContextText = keyof typeof TEXTS;

export const CONTEXT_TEXTS = Object.keys(TEXTS) as readonly ContextText[];

/**
 * Tracks and contexts once each, for as many parts as they stay few: a report names the same ones from end to end.
 * Codes go on from `firstCodes`, so that no two dictionaries of a report share one.
 */
export class RowsDictionary {
  readonly ordinal: number;
  readonly #trackCodes: TrackCodes;
  readonly #contextCodes: ContextCodes;
  readonly #payableTracks: RowTarget;
  readonly #values = new Map(CONTEXT_TEXTS.map((column) => [column, new Set<string>()] as const));

  constructor(
    ordinal: number,
    targets: DictionaryTargets,
    firstCodes: { readonly track: number; readonly context: number },
  ) {
    this.ordinal = ordinal;
    this.#payableTracks = targets.payable_tracks;
    this.#trackCodes = new TrackCodes(firstCodes.track, (track) => targets.tracks.append(trackValues(track)));
    this.#contextCodes = new ContextCodes(firstCodes.context, (code, context) => {
      const texts = CONTEXT_TEXTS.map((column) => context[TEXTS[column]] as string);
      for (const [at, column] of CONTEXT_TEXTS.entries()) this.#values.get(column)?.add(texts[at] ?? '');
      targets.contexts.append([code, context.payable, ...texts]);
    });
  }

  get entries(): number {
    return this.#trackCodes.count + this.#contextCodes.count;
  }

  /** One past the codes that this dictionary gave. */
  get nextCodes(): { readonly track: number; readonly context: number } {
    return { track: this.#trackCodes.nextCode, context: this.#contextCodes.nextCode };
  }

  /** All values that a text of the contexts has had so far. */
  valuesOf(column: ContextText): ReadonlySet<string> {
    return this.#values.get(column) ?? new Set();
  }

  trackCodeOf(row: ReportRow): number {
    const track = this.#trackCodes.trackOf(row);
    if (row.payable && !track.isPayable) {
      track.isPayable = true;
      this.#payableTracks.append([track.code]);
    }
    return track.code;
  }

  contextCodeOf(row: ReportRow): number {
    return this.#contextCodes.codeOf(row);
  }
}

function trackValues({ code, row }: CodedTrack) {
  return [code, row.isrc, row.upc, row.trackKey, row.title, row.artist];
}
