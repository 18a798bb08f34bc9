import { sha256Hex } from '#kernel/digest';
import attributionLines from './sql/attribution-lines.sql' with { type: 'text' };
import correctionTotals from './sql/correction-totals.sql' with { type: 'text' };
import countPlays from './sql/count-plays.sql' with { type: 'text' };
import flaggedPlays from './sql/flagged-plays.sql' with { type: 'text' };
import holderTotals from './sql/holder-totals.sql' with { type: 'text' };
import ineligibleTracks from './sql/ineligible-tracks.sql' with { type: 'text' };
import lateLines from './sql/late-lines.sql' with { type: 'text' };
import lineGroups from './sql/line-groups.sql' with { type: 'text' };
import lineProof from './sql/line-proof.sql' with { type: 'text' };
import linesPage from './sql/lines-page.sql' with { type: 'text' };
import periodGaps from './sql/period-gaps.sql' with { type: 'text' };
import periodShares from './sql/period-shares.sql' with { type: 'text' };
import periodWeights from './sql/period-weights.sql' with { type: 'text' };
import rateTotals from './sql/rate-totals.sql' with { type: 'text' };
import ratesArtistCentric from './sql/rates-artist-centric.sql' with { type: 'text' };
import ratesProRata from './sql/rates-pro-rata.sql' with { type: 'text' };
import ratesUserCentric from './sql/rates-user-centric.sql' with { type: 'text' };
import recoveredLines from './sql/recovered-lines.sql' with { type: 'text' };
import releaseLines from './sql/release-lines.sql' with { type: 'text' };
import releaseProof from './sql/release-proof.sql' with { type: 'text' };
import releaseTotals from './sql/release-totals.sql' with { type: 'text' };
import rightsFindings from './sql/rights-findings.sql' with { type: 'text' };
import simulatedTotals from './sql/simulated-totals.sql' with { type: 'text' };
import trackPlays from './sql/track-plays.sql' with { type: 'text' };
import unattributedTotals from './sql/unattributed-totals.sql' with { type: 'text' };
import weightFindings from './sql/weight-findings.sql' with { type: 'text' };

/** Every query of attribution by its file's name. */
export const ATTRIBUTION_SQL = {
  'attribution-lines': attributionLines,
  'correction-totals': correctionTotals,
  'count-plays': countPlays,
  'flagged-plays': flaggedPlays,
  'holder-totals': holderTotals,
  'ineligible-tracks': ineligibleTracks,
  'late-lines': lateLines,
  'line-groups': lineGroups,
  'line-proof': lineProof,
  'lines-page': linesPage,
  'period-gaps': periodGaps,
  'period-shares': periodShares,
  'period-weights': periodWeights,
  'rate-totals': rateTotals,
  'rates-artist-centric': ratesArtistCentric,
  'rates-pro-rata': ratesProRata,
  'rates-user-centric': ratesUserCentric,
  'recovered-lines': recoveredLines,
  'release-lines': releaseLines,
  'release-proof': releaseProof,
  'release-totals': releaseTotals,
  'rights-findings': rightsFindings,
  'simulated-totals': simulatedTotals,
  'track-plays': trackPlays,
  'unattributed-totals': unattributedTotals,
  'weight-findings': weightFindings,
} as const;

export type AttributionQuery = keyof typeof ATTRIBUTION_SQL;

/** Questions, simulations and releases: they decide nothing that a freeze fixes. */
const BESIDE_THE_CLOSE: ReadonlySet<string> = new Set([
  'lines-page',
  'release-lines',
  'release-proof',
  'release-totals',
  'simulated-totals',
]);

/** SHA-256 of the text of every query that a close runs. */
export function closeSqlDigests(): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(ATTRIBUTION_SQL)
      .filter(([name]) => !BESIDE_THE_CLOSE.has(name))
      .map(([name, text]) => [name, sha256Hex(text)]),
  );
}
