import { describe, expect, it } from 'vitest';
import { type Country, parseCountry } from '#kernel/country';
import { marketTermsDocumentOf, marketTermsOf, parseMarketTerms } from '#kernel/market/market-terms';
import { formatDecimal } from '#kernel/money/decimal';
import shipped from '../../../functions/kernel/market/market-terms.json' with { type: 'json' };

function country(code: string): Country {
  const parsed = parseCountry(code);
  if (parsed === undefined) throw new Error(`${code} is no country`);
  return parsed;
}

function bookOf(countries: Record<string, unknown>) {
  const parsed = parseMarketTerms({ ...shipped, countries });
  if (parsed.kind === 'invalid') throw new Error(parsed.problems.join('; '));
  return parsed.book;
}

describe('the market terms', () => {
  it('ship with seven days of grace, a pool of 70 %, pro rata and the thresholds of R7', () => {
    const terms = marketTermsOf(country('US'));

    expect(terms.graceDays).toBe(7);
    expect(formatDecimal(terms.poolShare)).toBe('0.70');
    expect(terms.policy).toBe('pro_rata');
    expect(terms.fraud).toEqual({
      shortPlays: { durationSecondsMin: 30, durationSecondsMax: 35, playsMax: 200 },
      userDay: { eligiblePlaysMax: 2880 },
      device: { usersMax: 50 },
      tempo: { isEnabled: false, windowSeconds: 600, eligiblePlaysMax: 40 },
    });
    expect(terms.trackEligibility).toBeNull();
  });

  it('let a country say one number of its own and keep the others', () => {
    const book = bookOf({ DE: { graceDays: 10, fraud: { device: { usersMax: 20 } } } });

    expect(book.of(country('DE')).graceDays).toBe(10);
    expect(book.of(country('DE')).fraud.device.usersMax).toBe(20);
    expect(book.of(country('DE')).fraud.userDay.eligiblePlaysMax).toBe(2880);
    expect(book.of(country('US')).graceDays).toBe(7);
  });

  it('are plain JSON for a manifest, decimals as text', () => {
    expect(marketTermsDocumentOf(country('US'))).toMatchObject({ graceDays: 7, poolShare: '0.70' });
  });

  it.each([
    ['a share above one', { US: { poolShare: '1.01' } }, 'countries.US.poolShare: must be a decimal string'],
    ['a policy that nobody wrote', { US: { policy: 'flat' } }, 'countries.US.policy'],
    ['a misspelt term', { US: { grace: 3 } }, 'countries.US.: Unrecognized key: "grace"'],
    ['half a day of grace', { US: { graceDays: 0.5 } }, 'countries.US.graceDays'],
    ['a country that is none', { XX: {} }, 'countries.XX: ISO 3166 names no such country'],
  ])('refuse %s', (_what, countries, problem) => {
    const parsed = parseMarketTerms({ ...shipped, countries });

    expect(parsed).toMatchObject({ kind: 'invalid', problems: [expect.stringContaining(problem)] });
  });
});
