import { ownText } from '#reports/reading/memo';
import type { ReportRow } from '#reports/report-row';

/** A distinct track of a stretch of a report. */
export interface CodedTrack {
  readonly row: Pick<ReportRow, 'isrc' | 'upc' | 'trackKey' | 'title' | 'artist'>;
  readonly code: number;
  /** Whether some payable row names it. */
  isPayable: boolean;
}

/** Longer lists of tracks under one identifier are looked up by all their fields instead. */
const VARIANTS_MAX = 8;

/** Gives every distinct track a code. Found by its identifier first, since making a key of all fields costs most. */
export class TrackCodes {
  readonly #byIdentifier = new Map<string, CodedTrack[]>();
  readonly #byAllFields = new Map<string, CodedTrack>();
  readonly #onNew: (track: CodedTrack) => void;
  readonly #first: number;
  #next: number;

  get count(): number {
    return this.#next - this.#first;
  }

  get nextCode(): number {
    return this.#next;
  }

  /** Codes go up from `first`; `onNew` hears of each track once, before its code is answered. */
  constructor(first: number, onNew: (track: CodedTrack) => void) {
    this.#first = first;
    this.#next = first;
    this.#onNew = onNew;
  }

  trackOf({ isrc, upc, trackKey, title, artist }: ReportRow): CodedTrack {
    const identifier = isrc || upc || trackKey || title;
    const variants = this.#byIdentifier.get(identifier);
    for (const known of variants ?? []) {
      const { row } = known;
      const isSame = row.isrc === isrc && row.upc === upc && row.trackKey === trackKey;
      if (isSame && row.title === title && row.artist === artist) return known;
    }
    const [ownTitle, ownArtist, ownKey] = [ownText(title), ownText(artist), ownText(trackKey)];
    const row = { isrc, upc, trackKey: ownKey, title: ownTitle, artist: ownArtist };
    const track = { row, code: this.#next, isPayable: false };
    if (variants === undefined) {
      this.#byIdentifier.set(isrc || upc || ownKey || ownTitle, [track]);
    } else if (variants.length < VARIANTS_MAX) {
      variants.push(track);
    } else {
      const key = JSON.stringify(track.row);
      const known = this.#byAllFields.get(key);
      if (known !== undefined) return known;
      this.#byAllFields.set(key, track);
    }
    this.#next += 1;
    this.#onNew(track);
    return track;
  }
}
