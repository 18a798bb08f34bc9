import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CatalogSnapshots } from '#catalog/ports';
import type { HolderDirectory } from '#holders/ports';
import { formatDecimal } from '#kernel/money/decimal';
import type { SnapshotVersion } from '#kernel/snapshot';
import type { Clock } from '#kernel/time/clock';
import { batchIdOf, batchKeyOf } from '#reports/batch';
import { commissionRateOf } from '#reports/commission';
import { releaseTitleKey, trackIdKey, trackTitleKey } from '#reports/identifiers/track-key';
import type {
  CatalogTrack,
  InvalidMatch,
  MatchCandidate,
  MatchCounts,
  OwnerOfRelease,
  OwnerTerms,
  TrackDecision,
  TrackMatches,
} from '#reports/match-ports';
import type { ErrorLog, ReportRegister } from '#reports/ports';
import type { Report } from '#reports/report';
import { type ReportError, type ReportErrorType, reportError } from '#reports/report-error';
import { changeReport, requireReport } from '#reports/steps/change-report';
import { matchTrack, type TrackQuery } from '#reports/track-match';

export interface ValidateReportPorts {
  readonly catalog: CatalogSnapshots;
  readonly holders: HolderDirectory;
  readonly matches: TrackMatches;
  readonly errorLog: ErrorLog;
  readonly register: ReportRegister;
  readonly clock: Clock;
}

export interface ValidateOutcome {
  readonly outcome: 'valid' | 'refused';
}

/**
 * Matches every payable row with a track of the catalogue's present version, its owner and a commission rate (R25a,
 * R24), and refuses the whole report if any row of it is invalid (R22). Safe to repeat: the version is kept.
 */
export async function validateReport(ports: ValidateReportPorts, reportId: string): Promise<ValidateOutcome> {
  const report = await requireReport(ports.register, reportId);
  if (report.counts['tracks'] !== undefined) return outcomeOf(report);
  const version = await ports.catalog.current();
  const matched = await matchTracks(ports, report, version);
  const groups = await logInvalidRows(ports, report, matched);
  const next = await changeReport(ports, {
    reportId,
    change: ({ counts }) => ({
      counts: { ...counts, tracks: matched.tracks },
      ...(version !== undefined && { catalogVersion: version.version }),
      errors: groups ?? report.errors,
    }),
    event: { step: 'ValidateReport', note: noteOf(matched, version) },
  });
  return outcomeOf(next);
}

function outcomeOf({ errors }: Report): ValidateOutcome {
  return { outcome: errors.length === 0 ? 'valid' : 'refused' };
}

function noteOf({ tracks, invalidTracks }: MatchCounts, version: SnapshotVersion | undefined): string {
  const catalog = version === undefined ? 'no catalogue' : `catalogue version ${version.version}`;
  return `Matched ${tracks - invalidTracks} of ${tracks} tracks with ${catalog}`;
}

async function matchTracks(
  { catalog, holders, matches }: ValidateReportPorts,
  report: Report,
  version: SnapshotVersion | undefined,
): Promise<MatchCounts> {
  const rules = { keysOf, decide, termsOf: (owners: readonly OwnerOfRelease[]) => termsOf(holders, report, owners) };
  if (version === undefined) return await matches.match(report, undefined, rules);
  const directory = await mkdtemp(join(tmpdir(), 'pennywhistle-catalog-'));
  try {
    const path = join(directory, 'tracks.parquet');
    await catalog.download(version, path);
    return await matches.match(report, path, rules);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function keysOf({ trackId, title, artist, releaseTitle }: CatalogTrack): readonly string[] {
  return [
    trackIdKey(trackId),
    trackTitleKey(title, artist),
    trackTitleKey(title, ''),
    releaseTitleKey(releaseTitle, artist),
    releaseTitleKey(releaseTitle, ''),
  ];
}

/** The rule decides; what a release is grouped by comes from the first of its candidates. */
function decide(query: TrackQuery, candidates: readonly MatchCandidate[]): TrackDecision {
  const found = (by: MatchCandidate['by']) => candidates.filter((candidate) => candidate.by === by);
  const match = matchTrack(query, { byIsrc: found('isrc'), byUpc: found('upc'), byKey: found('key') });
  if (match.kind === 'unmatched') return { ...NOTHING, error: match.error };
  const isTrack = match.kind === 'matched';
  const { ownerId, releaseId } = isTrack ? match.track : match;
  const like = candidates.find((candidate) =>
    isTrack ? candidate.trackId === match.track.trackId : candidate.releaseId === releaseId,
  );
  const { releaseType, label, artist } = like ?? NOTHING;
  const trackId = isTrack ? match.track.trackId : `release:${releaseId}`;
  return { matchKind: match.by, trackId, ownerId, releaseType, label, artist, error: '' };
}

const NOTHING = { matchKind: '', trackId: '', ownerId: '', releaseType: '', label: '', artist: '', error: '' } as const;

async function termsOf(
  holders: HolderDirectory,
  { provider, period = 'unknown' }: Report,
  owners: readonly OwnerOfRelease[],
): Promise<readonly OwnerTerms[]> {
  const known = await holders.getHolders([...new Set(owners.map(({ ownerId }) => ownerId))]);
  const plans = await holders.getPlans([...new Set([...known.values()].flatMap(({ plan }) => plan ?? []))]);
  return owners.map((owner): OwnerTerms => {
    const holder = known.get(owner.ownerId);
    const none = { ...owner, commissionRate: '', batchId: '' };
    if (holder === undefined) return { ...none, error: 'unknown_holder' };
    const plan = holder.plan === undefined ? undefined : plans.get(holder.plan);
    const rate = commissionRateOf({ holderRate: holder.commissionRate, planRate: plan?.commissionRate });
    if (rate === undefined) return { ...none, error: 'no_commission_rate' };
    const batchId = batchIdOf({ provider, period }, batchKeyOf(owner));
    return { ...owner, commissionRate: formatDecimal(rate), batchId, error: '' };
  });
}

/** Adds the rows that matching made invalid to the list of errors; `undefined` when there are none. */
async function logInvalidRows({ errorLog, matches }: ValidateReportPorts, report: Report, matched: MatchCounts) {
  if (matched.invalidTracks === 0) return undefined;
  const log = await errorLog.open(report.reportId, 'append');
  try {
    for await (const row of matches.invalidRows(report)) await log.append(matchError(row));
    const groups = await log.close();
    return groups.map(({ type, count }) => ({ type, count }));
  } finally {
    await log.abandon();
  }
}

const EXPECTED: Partial<Record<ReportErrorType, string>> = {
  unknown_track: 'a track of the catalogue would be right',
  ambiguous_track: 'an identifier of one owner’s tracks would be right',
  no_release: 'a track with a release in the catalogue would be right',
  no_owner: 'a track with an owner in the catalogue would be right',
  unknown_holder: 'an owner dropped under holders/ would be right',
  no_commission_rate: 'an owner with a commission rate or a plan that has one would be right',
};

function matchError({ type, line, sheet, isrc, upc, trackKey, title, ownerId }: InvalidMatch): ReportError {
  const isOwnerError = type === 'unknown_holder' || type === 'no_commission_rate';
  const value = isOwnerError ? ownerId : isrc || upc || trackKey || title;
  const column = isOwnerError ? 'owner_id' : isrc !== '' ? 'isrc' : upc !== '' ? 'upc' : 'track_key';
  return reportError(type, { line, sheet, column, value }, EXPECTED[type] ?? 'a valid row would be right');
}
