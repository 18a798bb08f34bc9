import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UnreadableFile } from '#kernel/csv/unreadable-file';
import { readRailAnswers } from '#settlement/answers/read-rail-answers';
import { proveStatement } from '#settlement/prove-statement';
import { bytesOf, statementsOf } from '#test/support/settlement/bank-files';
import { type RenderedStatement, renderBai2, renderCamt, renderMt940 } from '#test/support/settlement/render-statement';

const identifier = fc
  .stringMatching(/^[A-Za-z0-9-]{1,16}$/)
  .filter((text) => !/^(NONREF|EREF|KREF|PREF|NOTPROVIDED)$/.test(text));
const line = fc.record(
  {
    cents: fc.integer({ min: 0, max: 1_000_000_000 }),
    side: fc.constantFrom('credit' as const, 'debit' as const),
    endToEndId: identifier,
    bankReference: identifier,
  },
  { requiredKeys: ['cents', 'side'] },
);
const statement: fc.Arbitrary<RenderedStatement> = fc.record({
  openingCents: fc.integer({ min: -1_000_000, max: 1_000_000 }),
  lines: fc.array(line, { maxLength: 8 }),
});
const statements = fc.array(statement, { minLength: 1, maxLength: 3 });
const renderers = [
  ['camt.053', renderCamt],
  ['MT940', renderMt940],
  ['BAI2', renderBai2],
] as const;

const PAIN = `<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.002.001.10"><CstmrPmtStsRpt><GrpHdr><MsgId>A1</MsgId></GrpHdr><OrgnlGrpInfAndSts><OrgnlMsgId>M1</OrgnlMsgId><GrpSts>PART</GrpSts></OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>B1</OrgnlPmtInfId><TxInfAndSts><OrgnlEndToEndId>E1</OrgnlEndToEndId><TxSts>RJCT</TxSts><StsRsnInf><Rsn><Cd>AC04</Cd></Rsn></StsRsnInf></TxInfAndSts></OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>`;

describe.each(renderers)('a rendered %s', (_, render) => {
  it('is read back to the last digit and foots', async () => {
    await fc.assert(
      fc.asyncProperty(statements, fc.integer({ min: 1, max: 200 }), async (given, pieceBytes) => {
        const read = await statementsOf(bytesOf(render(given), pieceBytes));

        const seen = read.map(({ all }) =>
          all.map(({ units, side, endToEndId, bankReference }) => ({
            cents: Number(units / 10n ** 8n),
            side,
            endToEndId,
            bankReference,
          })),
        );
        const meant = given.map(({ lines }) =>
          lines.map(({ cents, side, endToEndId, bankReference }) => ({ cents, side, endToEndId, bankReference })),
        );
        expect(seen).toEqual(meant);
        expect(read.flatMap(proveStatement)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

describe('bytes that something changed', () => {
  const files = [
    ...renderers.map(
      ([name, render]) => [name, render([{ lines: [{ cents: 10, side: 'credit', endToEndId: 'E1' }] }])] as const,
    ),
    ['pain.002', PAIN] as const,
  ];
  const mutation = fc.record({ at: fc.nat(), byte: fc.integer({ min: 0, max: 255 }), cut: fc.nat({ max: 40 }) });

  it.each(files)('of a %s are read or refused, never a fault', async (_name, text) => {
    const bytes = Buffer.from(text);
    await fc.assert(
      fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 4 }), async (mutations) => {
        let changed = Buffer.from(bytes);
        for (const { at, byte, cut } of mutations) {
          const place = at % changed.length;
          changed = Buffer.concat([changed.subarray(0, place), Buffer.from([byte]), changed.subarray(place + cut)]);
        }
        for (const read of [statementsOf, readRailAnswers])
          await read(bytesOf(changed)).catch((error: unknown) => {
            if (!(error instanceof UnreadableFile)) throw error;
          });
      }),
      { numRuns: 300 },
    );
  });
});
