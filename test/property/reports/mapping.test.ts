import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseMapping } from '#reports/mapping';
import { SHIPPED_MAPPINGS } from '#reports/shipped-mappings';
import { aMappingDocument, aReport, read } from '#test/support/text-report';

describe('the mapping schema', () => {
  it('never throws, whatever document comes', () => {
    fc.assert(fc.property(fc.jsonValue(), (document) => ['valid', 'invalid'].includes(parseMapping(document).kind)));
  });

  it('never throws when any part of a good document is replaced', () => {
    const keys = Object.keys(aMappingDocument());

    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.jsonValue(), (key, value) => {
        const parsed = parseMapping(aMappingDocument({ [key]: value }));
        expect(parsed.kind === 'valid' || parsed.problems.length > 0).toBe(true);
      }),
    );
  });

  it('gives back what it read: parsing twice changes nothing', () => {
    for (const mapping of SHIPPED_MAPPINGS)
      expect(parseMapping(JSON.parse(JSON.stringify(mapping)))).toEqual({ kind: 'valid', mapping });
  });

  it('reading never throws for any bytes under any shipped mapping', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...SHIPPED_MAPPINGS),
        fc.uint8Array({ maxLength: 300 }),
        async (mapping, bytes) => {
          const { summary, rows } = await read(aReport({ 'x.csv': bytes }, 7), mapping);

          expect(rows.length === 0 || summary.counts.data === rows.length).toBe(true);
          expect(summary.counts.data > 0 || summary.noActivity || summary.fileErrors.length > 0).toBe(true);
        },
      ),
      { numRuns: 200 },
    );
  });
});
