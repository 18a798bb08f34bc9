import { describe, expect, it } from 'vitest';
import { parseMapping } from '#reports/mapping';
import { SHIPPED_MAPPINGS } from '#reports/shipped-mappings';
import { aMappingDocument, aValues } from '#test/support/text-report';

const problemsOf = (changes: Readonly<Record<string, unknown>>) => {
  const parsed = parseMapping(aMappingDocument(changes));
  return parsed.kind === 'invalid' ? parsed.problems.map(({ path }) => path) : [];
};

describe('a mapping document', () => {
  it('of the shipped providers is valid, each version once', () => {
    const names = SHIPPED_MAPPINGS.map(({ provider, version }) => `${provider} ${version}`);

    expect(new Set(names).size).toBe(names.length);
    for (const provider of [
      'distrokid',
      'tunecore',
      'cd-baby',
      'bandcamp',
      'apple-music',
      'itunes',
      'beatport',
      'symphonic',
      'fuga',
      'cargo',
      'secretly',
      'orchard',
    ]) {
      expect(SHIPPED_MAPPINGS.some((mapping) => mapping.provider === provider)).toBe(true);
    }
  });

  it.each([
    [
      'a column that the layout does not name',
      { values: aValues({ amount: { from: [{ column: 'Nett' }] } }) },
      '/values/amount',
    ],
    [
      'a filter on a column that the layout does not name',
      { rows: { filters: [{ reason: 'x', when: [{ column: 'Y', is: ['z'] }] }] } },
      '/rows/filters/0/when',
    ],
    ['a field that no mapping has', { colour: 'blue' }, ''],
    ['a provider with capitals', { provider: 'Test Tone' }, '/provider'],
    ['no format', { formats: [] }, '/formats'],
    ['a delimiter of two characters', { formats: [{ kind: 'delimited', delimiter: '||' }] }, '/formats/0/delimiter'],
    ['a pattern that does not compile', { fileName: '(' }, '/fileName'],
    ['a pattern that may never end', { fileName: '(a+)+$' }, '/fileName'],
    [
      'a date template without a year',
      { values: aValues({ period: { from: [{ column: 'Date' }], templates: ['MM'] } }) },
      '/values/period/templates/0',
    ],
    [
      'a tolerance that is a number',
      { values: aValues({ checks: [{ name: 'x', terms: [{ column: 'Net' }], equals: 'Net', tolerance: 0.01 }] }) },
      '/values/checks/0/tolerance',
    ],
    [
      'a context that the layout does not have',
      { values: aValues({ title: { from: [{ context: 'HEAD', column: 'x' }] } }) },
      '/values/title',
    ],
  ])('with %s is refused at its place', (_, changes, path) => {
    expect(problemsOf(changes)).toContain(path);
  });

  it('is valid as the tests use it', () => {
    expect(problemsOf({})).toEqual([]);
  });
});
