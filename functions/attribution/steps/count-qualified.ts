import { rightsFaults, unnamedTypes, weightFaults } from '#attribution/period-findings';
import type { AttributionLake, ClosedPeriods, LakeDocuments, RunInputs } from '#attribution/ports';
import {
  countryPeriodOf,
  manifestKey,
  manifestText,
  type PolicyTerms,
  type SealedInputs,
  type SealedSnapshot,
} from '#attribution/sealed-inputs';
import type { CatalogSnapshots } from '#catalog/ports';
import { sha256Hex } from '#kernel/digest';
import { RoyaltyError } from '#kernel/errors';
import { type CountryPeriod, periodBefore } from '#kernel/market/country-period';
import type { DistributionPolicy } from '#kernel/market/distribution-policy';
import { parseUnits } from '#kernel/money/units';
import type { FraudFlags, PlaySeals } from '#plays/ports';
import type { RevenueBook } from '#revenue/ports';
import type { RightsSnapshots } from '#rights/ports';

/** The bridge or the weights do not let every play be divided exactly (R8, R9); dropping better ones is the way on. */
export class RightsNotWhole extends RoyaltyError {
  override readonly name = 'RightsNotWhole';
}

/** Something that the period is counted from is not there. */
export class InputsNotSealed extends RoyaltyError {
  override readonly name = 'InputsNotSealed';
}

export interface CountPorts {
  readonly seals: PlaySeals;
  readonly flags: FraudFlags;
  readonly bridge: RightsSnapshots;
  readonly weights: RightsSnapshots;
  readonly catalog: CatalogSnapshots;
  readonly revenue: RevenueBook;
  readonly termsOf: (period: CountryPeriod) => PolicyTerms;
  readonly closedPeriods: ClosedPeriods;
  readonly lake: AttributionLake;
  readonly runInputs: RunInputs;
  readonly documents: LakeDocuments;
}

export interface CountRequest {
  readonly periodId: string;
  readonly run: string;
  readonly policy: DistributionPolicy;
  readonly pool: string;
  readonly currency: string;
  readonly revenueVersion: number;
  /** What the pool takes from frozen periods; absent where there is none. */
  readonly corrections?: SealedInputs['corrections'];
  readonly chargebacks?: SealedInputs['chargebacks'];
}

/**
 * Fixes what a period is attributed from, checks that every play can be divided exactly (R8, R9), counts, and writes the input
 * manifest. A run that was counted before is counted again from the inputs that it kept. Throws `InputsNotSealed` or
 * `RightsNotWhole`, naming what and where.
 */
export async function countQualified(request: CountRequest, ports: CountPorts) {
  const { periodId, run } = request;
  const kept = await ports.runInputs.find({ periodId, run });
  const inputs = kept !== undefined && isFor(kept, request) ? kept : await begin(request, ports, kept);
  const of = { inputs, run };
  await ports.lake.derive(of);
  const findings = await ports.lake.findings(of);
  const fault = rightsFaults(periodId, findings.rights) ?? weightFaults(periodId, findings.weights);
  if (fault !== undefined) throw new RightsNotWhole(fault);
  const counts = await ports.lake.count(of);
  const text = manifestText({ inputs, counts, sql: ports.lake.sqlDigests() });
  const hash = sha256Hex(text);
  const key = manifestKey(periodId, hash);
  await ports.documents.put(key, text);
  return {
    plays: counts.plays,
    qualified_plays: counts.qualifiedPlays,
    fraud_plays: counts.fraudPlays,
    ineligible_plays: counts.ineligiblePlays,
    run,
    input_manifest_key: key,
    input_manifest_hash: hash,
    rates: {
      dividend: (parseUnits(inputs.pool) ?? 0n).toString(),
      divisor: counts.qualifiedPlays.toString(),
    },
    gaps: findings.rights.filter(({ finding }) => finding === 'gap').length,
    unnamed_rights_types: unnamedTypes(findings.rights),
  };
}

/** Whether a run was begun for this pool: revenue that changed before the freeze asks for another in the same attempt. */
function isFor(kept: SealedInputs, { policy, pool, currency, revenueVersion, corrections }: CountRequest): boolean {
  const isSamePool =
    kept.pool === pool &&
    kept.currency === currency &&
    kept.policy === policy &&
    kept.corrections?.sha256 === corrections?.sha256;
  return isSamePool && (kept.revenue?.version ?? 0) === revenueVersion;
}

async function begin(
  request: CountRequest,
  ports: CountPorts,
  before: SealedInputs | undefined,
): Promise<SealedInputs> {
  const { periodId, run } = request;
  if (before !== undefined) await ports.lake.drop({ periodId, run });
  const inputs = await sealedInputs(request, ports);
  await ports.runInputs.keep({ inputs, run });
  return inputs;
}

async function sealedInputs(request: CountRequest, ports: CountPorts): Promise<SealedInputs> {
  const { periodId, policy, pool, currency, corrections, chargebacks } = request;
  const period = countryPeriodOf(periodId);
  const seal = await ports.seals.find(periodId);
  if (seal === undefined) throw new InputsNotSealed(`${periodId} has no sealed plays; the cutoff seals them first`);
  const terms = ports.termsOf(period);
  const [flags, bridge, weights, catalog, revenue, earlierMonths] = await Promise.all([
    ports.flags.sealedFor(periodId),
    ports.bridge.current(),
    ports.weights.current(),
    ports.catalog.current(),
    revenueOf(request, ports),
    earlierMonthsOf(period, terms.trackEligibility?.months ?? 1, ports),
  ]);
  return {
    periodId,
    policy,
    terms,
    pool,
    currency,
    plays: {
      run: seal.run,
      manifestKey: seal.manifestKey,
      manifestHash: seal.manifestHash,
      objects: seal.objects.map(sealedObject),
      latePlays: seal.latePlays,
      quarantinedPlays: seal.quarantinedPlays,
      duplicatePlays: seal.duplicatePlays,
    },
    flags: flags.map(({ scope, run, objects }) => ({ scope, run, objects: objects.map(sealedObject) })),
    bridge: snapshotOf(bridge),
    weights: snapshotOf(weights),
    catalog: snapshotOf(catalog),
    revenue,
    earlierMonths,
    ...(corrections !== undefined && { corrections }),
    ...(chargebacks !== undefined && { chargebacks }),
  };
}

async function revenueOf({ periodId, revenueVersion }: CountRequest, { revenue }: CountPorts) {
  if (revenueVersion === 0) return null;
  const version = await revenue.find(periodId, revenueVersion);
  if (version === undefined)
    throw new InputsNotSealed(
      `${periodId} has no revenue version ${revenueVersion}; DeterminePool names one that exists`,
    );
  return snapshotOf(version);
}

/** The counted runs of the months before the period, as far back as a threshold of R19 looks; months without a close are left out. */
async function earlierMonthsOf(period: CountryPeriod, months: number, { closedPeriods }: CountPorts) {
  const found: { periodId: string; run: string }[] = [];
  let earlier = period;
  for (let month = 1; month < months; month += 1) {
    earlier = periodBefore(earlier);
    const closed = await closedPeriods.find(earlier.periodId);
    if (closed !== undefined && 'run' in closed) found.push({ periodId: earlier.periodId, run: closed.run });
  }
  return found;
}

function sealedObject({ key, bytes, etag }: { readonly key: string; readonly bytes: number; readonly etag: string }) {
  return { key, bytes, etag };
}

function snapshotOf(snapshot: SealedSnapshot | undefined): SealedSnapshot | null {
  return snapshot === undefined ? null : { version: snapshot.version, key: snapshot.key, sha256: snapshot.sha256 };
}
