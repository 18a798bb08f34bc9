import { z } from 'zod';
import type { Json } from '#kernel/canonical-json';
import { type Country, parseCountry } from '#kernel/country';
import { BrokenInvariant } from '#kernel/errors';
import { DISTRIBUTION_POLICIES } from '#kernel/market/distribution-policy';
import { compareDecimals, type Decimal, parseDecimal } from '#kernel/money/decimal';
import shipped from './market-terms.json' with { type: 'json' };

const count = z.number().int().min(1).max(1_000_000_000);
const fraudRules = z.strictObject({
  /** More than `playsMax` plays of one track by one user within the two durations, both included (R7). */
  shortPlays: z.strictObject({ durationSecondsMin: count, durationSecondsMax: count, playsMax: count }),
  /** More eligible plays by one user in one day of UTC (R7). */
  userDay: z.strictObject({ eligiblePlaysMax: count }),
  /** One device used by more users (R7). */
  device: z.strictObject({ usersMax: count }),
  /** More eligible plays by one user in a window than a person can hear; off until a market asks for it. */
  tempo: z.strictObject({ isEnabled: z.boolean(), windowSeconds: count, eligiblePlaysMax: count }),
});
const poolShare = z.string().transform((text, context): Decimal => {
  const share = parseDecimal(text);
  if (share !== undefined && share.digits >= 0n && compareDecimals(share, { digits: 1n, scale: 0 }) <= 0) return share;
  context.addIssue({ code: 'custom', message: 'must be a decimal string from 0 to 1, such as "0.70"' });
  return z.NEVER;
});
/** Two fraction digits each: the product of two boosts then stays an integer of 10⁻⁴ (R20a). */
const boost = z.string().regex(/^\d{1,3}(\.\d{1,2})?$/, 'must be a factor of at most two decimals, such as "2"');

const termsSchema = z.strictObject({
  /** Days after period end in which a play of the period may still arrive (R1). */
  graceDays: z.number().int().min(0).max(60),
  /** The part of collected revenue that goes to the pool (R13). */
  poolShare: poolShare,
  policy: z.enum(DISTRIBUTION_POLICIES),
  fraud: fraudRules,
  /** Tracks below `playsMin` plays in the `months` that end with the period are out of the count (R19); null: all are in. */
  trackEligibility: z.strictObject({ playsMin: count, months: count.max(24) }).nullable(),
  /** R20a. */
  artistCentric: z.strictObject({
    artistPlaysMin: count,
    artistListenersMin: count,
    artistBoost: boost,
    activeContexts: z.array(z.enum(['playlist', 'algorithmic', 'search', 'radio'])),
    activeBoost: boost,
    playsCap: count,
    /** `scale`: every play of a listener above the cap counts less (R20a). `truncate`: only the first `playsCap` count. */
    capMode: z.enum(['scale', 'truncate']),
  }),
});

const documentSchema = z.strictObject({
  default: z.record(z.string(), z.unknown()),
  countries: z.record(z.string(), z.record(z.string(), z.unknown())),
});

/** What a market agreed on: how long plays may arrive, what part of revenue is shared, how, and what counts as fraud. */
export type MarketTerms = z.output<typeof termsSchema>;

export interface MarketTermsBook {
  /** The terms of a country: its own where it has some, field by field, else the default. */
  of(country: Country): MarketTerms;
  /** The same as plain JSON, for a manifest or a hash; decimals stay text. */
  documentOf(country: Country): Json;
}

export type ParsedMarketTerms =
  | { readonly kind: 'valid'; readonly book: MarketTermsBook }
  | { readonly kind: 'invalid'; readonly problems: readonly string[] };

/** Validates a whole document: the default, and each country's terms as they read over the default. */
export function parseMarketTerms(document: unknown): ParsedMarketTerms {
  const parsed = documentSchema.safeParse(document);
  if (!parsed.success) return { kind: 'invalid', problems: problemsOf('', parsed.error) };
  const merged = new Map([['*', parsed.data.default]]);
  const problems: string[] = [];
  for (const [code, overrides] of Object.entries(parsed.data.countries)) {
    if (parseCountry(code) === undefined) problems.push(`countries.${code}: ISO 3166 names no such country`);
    merged.set(code, overlaid(parsed.data.default, overrides));
  }
  const terms = new Map<string, MarketTerms>();
  for (const [code, text] of merged) {
    const checked = termsSchema.safeParse(text);
    if (checked.success) terms.set(code, checked.data);
    else problems.push(...problemsOf(code === '*' ? 'default.' : `countries.${code}.`, checked.error));
  }
  if (problems.length > 0) return { kind: 'invalid', problems };
  const book: MarketTermsBook = {
    of: (country) => found(terms, country),
    documentOf: (country) => z.json().parse(found(merged, country)),
  };
  return { kind: 'valid', book };
}

function found<Value>(byCountry: ReadonlyMap<string, Value>, country: string): Value {
  const value = byCountry.get(country) ?? byCountry.get('*');
  if (value === undefined) throw new BrokenInvariant(`The market terms have no default for ${country}`);
  return value;
}

function overlaid(base: Record<string, unknown>, over: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...base };
  for (const [name, value] of Object.entries(over)) {
    const below = base[name];
    merged[name] = isGroup(below) && isGroup(value) ? overlaid(below, value) : value;
  }
  return merged;
}

function isGroup(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function problemsOf(prefix: string, error: z.ZodError): readonly string[] {
  return error.issues.map(({ path, message }) => `${prefix}${path.join('.')}: ${message}`);
}

const SHIPPED = parseMarketTerms(shipped);

/** The terms in force for a country, from `market-terms.json`. */
export function marketTermsOf(country: Country): MarketTerms {
  return shippedBook().of(country);
}

/** The terms in force for a country as plain JSON, for the input manifest of its period. */
export function marketTermsDocumentOf(country: Country): Json {
  return shippedBook().documentOf(country);
}

function shippedBook(): MarketTermsBook {
  if (SHIPPED.kind === 'valid') return SHIPPED.book;
  throw new BrokenInvariant(`market-terms.json is invalid: ${SHIPPED.problems.join('; ')}`);
}
