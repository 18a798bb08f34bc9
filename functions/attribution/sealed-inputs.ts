import { z } from 'zod';
import { canonicalJson, type Json } from '#kernel/canonical-json';
import { assertThat } from '#kernel/errors';
import { toCamelKeys, toSnakeKeys } from '#kernel/key-case';
import { type CountryPeriod, parseCountryPeriod } from '#kernel/market/country-period';
import { DISTRIBUTION_POLICIES } from '#kernel/market/distribution-policy';
import { type MarketTerms, marketTermsOf } from '#kernel/market/market-terms';

const count = z.number().int().min(0);
const sealedObject = z.strictObject({ key: z.string(), bytes: count, etag: z.string() });
const snapshot = z.strictObject({ version: count, key: z.string(), sha256: z.string() });

const inputsSchema = z.strictObject({
  periodId: z.string(),
  policy: z.enum(DISTRIBUTION_POLICIES),
  /** What the market agreed on for the policies (R19, R20a). */
  terms: z.strictObject({
    trackEligibility: z.strictObject({ playsMin: count, months: count }).nullable(),
    artistCentric: z.strictObject({
      artistPlaysMin: count,
      artistListenersMin: count,
      artistBoost: z.string(),
      activeContexts: z.array(z.string()),
      activeBoost: z.string(),
      playsCap: count,
      capMode: z.enum(['scale', 'truncate']),
    }),
  }),
  /** The pool as a decimal of ledger scale. */
  pool: z.string(),
  currency: z.string(),
  plays: z.strictObject({
    run: z.string(),
    manifestKey: z.string(),
    manifestHash: z.string(),
    objects: z.array(sealedObject),
    latePlays: count,
    quarantinedPlays: count,
    duplicatePlays: count,
  }),
  flags: z.array(z.strictObject({ scope: z.string(), run: z.string(), objects: z.array(sealedObject) })),
  bridge: snapshot.nullable(),
  weights: snapshot.nullable(),
  catalog: snapshot.nullable(),
  revenue: snapshot.nullable(),
  /** The counted runs of the months that a track-eligibility threshold looks back on; empty without one. */
  earlierMonths: z.array(z.strictObject({ periodId: z.string(), run: z.string() })),
  /** What the pool takes from frozen periods (R29), by run and checksum; absent where no period before it is frozen. */
  corrections: z
    .strictObject({ run: z.string(), key: z.string(), sha256: z.string(), amount: z.string() })
    .exactOptional(),
  /** What adjustments of frozen periods lower the pool by (R13). */
  chargebacks: z
    .array(z.strictObject({ adjustmentId: z.string(), sourcePeriodId: z.string(), amount: z.string() }))
    .exactOptional(),
});

/** Everything that a period is attributed from, by version and checksum: what the freeze fixes. Nothing else is read. */
export type SealedInputs = z.output<typeof inputsSchema>;
export type SealedObject = z.output<typeof sealedObject>;
export type SealedSnapshot = z.output<typeof snapshot>;
export type PolicyTerms = SealedInputs['terms'];

const countsSchema = z.strictObject({
  plays: count,
  qualifiedPlays: count,
  fraudPlays: count,
  /** Plays of tracks below the threshold of R19; in no pool. */
  ineligiblePlays: count,
});

/** The counts of a period over its sealed plays. */
export type PeriodCounts = z.output<typeof countsSchema>;

const manifestSchema = z.strictObject({
  inputs: inputsSchema,
  counts: countsSchema,
  /** SHA-256 of each query's text, by its file's name. */
  sql: z.record(z.string(), z.string()),
});

/** The input manifest: sealed inputs, what they were counted to, and the queries that read them. */
export type InputManifest = z.output<typeof manifestSchema>;

/** The manifest's one text; its SHA-256 is what a freeze holds on to. */
export function manifestText(manifest: InputManifest): string {
  const { sql, ...rest } = manifest;
  return canonicalJson({ ...asJson(toSnakeKeys(rest)), sql });
}

/** Reads a manifest's text; throws when it is none. */
export function parseManifest(text: string): InputManifest {
  const { sql, ...rest } = z.record(z.string(), z.unknown()).parse(JSON.parse(text));
  return manifestSchema.parse({ ...z.record(z.string(), z.unknown()).parse(toCamelKeys(rest)), sql });
}

/** The inputs' one text, as a run keeps them. */
export function sealedInputsText(inputs: SealedInputs): string {
  return canonicalJson(asJson(toSnakeKeys(inputs)));
}

/** Reads what `sealedInputsText` wrote; throws when it is not that. */
export function parseSealedInputs(text: string): SealedInputs {
  return inputsSchema.parse(toCamelKeys(JSON.parse(text)));
}

/** Where a manifest stands in the lake: its hash is its name, so nobody can put another in its place unseen. */
export function manifestKey(periodId: string, hash: string): string {
  return `input_manifests/period_id=${periodId}/${hash}.json`;
}

/** The country-period behind the inputs. */
export function countryPeriodOf(periodId: string): CountryPeriod {
  const period = parseCountryPeriod(periodId);
  assertThat(period !== undefined, `${periodId} is no country-period; US_2025_04 is`);
  return period;
}

/** The part of a market's terms that policies read. */
export function policyTermsOf(period: CountryPeriod): PolicyTerms {
  const { trackEligibility, artistCentric }: MarketTerms = marketTermsOf(period.country);
  return { trackEligibility, artistCentric };
}

/** Every object that the inputs name, once. */
export function objectsOf(inputs: SealedInputs): readonly SealedObject[] {
  return [...inputs.plays.objects, ...inputs.flags.flatMap(({ objects }) => objects)];
}

/** Every snapshot that the inputs name. */
export function snapshotsOf(inputs: SealedInputs): readonly Pick<SealedSnapshot, 'key' | 'sha256'>[] {
  const { corrections = null } = inputs;
  return [inputs.bridge, inputs.weights, inputs.catalog, inputs.revenue, corrections].filter((one) => one !== null);
}

const inputsRecord = z.record(z.string(), z.json());

function asJson(value: unknown): Record<string, Json> {
  return inputsRecord.parse(value);
}
