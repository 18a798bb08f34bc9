import type { Batch } from '#reports/ports';
import type { Report } from '#reports/report';
import type { ReportErrorType } from '#reports/report-error';
import type { MatchKind, TrackCandidate, TrackQuery } from '#reports/track-match';

/** Who owns a matched track and how its release is grouped; once per distinct combination. */
export interface OwnerOfRelease {
  readonly ownerId: string;
  readonly releaseType: string;
  readonly label: string;
  readonly artist: string;
}

/** What validation decided for one `OwnerOfRelease`. */
export interface OwnerTerms extends OwnerOfRelease {
  /** `0` … `1` with at most 10 decimals; empty when `error` is set. */
  readonly commissionRate: string;
  readonly batchId: string;
  /** What makes these rows invalid, or empty. */
  readonly error: ReportErrorType | '';
}

/** What of a catalogue track makes its keys. */
export interface CatalogTrack {
  readonly trackId: string;
  readonly title: string;
  readonly artist: string;
  readonly releaseTitle: string;
}

/** A track of the catalogue that a row may mean, and by which way it was found. */
export interface MatchCandidate extends TrackCandidate, OwnerOfRelease {
  readonly by: MatchKind;
}

/** What one distinct track of a report is; `error` is set where it is nothing usable. */
export interface TrackDecision extends OwnerOfRelease {
  readonly matchKind: MatchKind | '';
  readonly trackId: string;
  readonly error: ReportErrorType | '';
}

/** What matching asks the rules. */
export interface MatchRules {
  readonly decide: (query: TrackQuery, candidates: readonly MatchCandidate[]) => TrackDecision;
  /** Every form of own key under which a mapping may name the track. */
  readonly keysOf: (track: CatalogTrack) => readonly string[];
  /** The terms of every given owner, in any order. */
  readonly termsOf: (owners: readonly OwnerOfRelease[]) => Promise<readonly OwnerTerms[]>;
}

export interface MatchCounts {
  /** Distinct tracks among the payable rows. */
  readonly tracks: number;
  /** Those that lack a match, a release, an owner or terms. */
  readonly invalidTracks: number;
}

/** A payable row that matching made invalid. */
export interface InvalidMatch {
  readonly line: number;
  readonly sheet: string;
  readonly type: ReportErrorType;
  readonly isrc: string;
  readonly upc: string;
  readonly trackKey: string;
  readonly title: string;
  readonly ownerId: string;
}

/** What the tracks of a report are in the catalogue (R25a), kept beside its rows. */
export interface TrackMatches {
  /** Matches every distinct payable track against a catalogue file (none before the first drop) and keeps the result. */
  match(report: Report, catalogPath: string | undefined, rules: MatchRules): Promise<MatchCounts>;
  /** Every row that matching made invalid, in file order. */
  invalidRows(report: Report): AsyncIterable<InvalidMatch>;
  /** The batches that the matched tracks fall into, by id. */
  batches(report: Report): Promise<readonly Batch[]>;
}
