import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { formatUnits } from '#kernel/money/units';
import { readRailAnswers } from '#settlement/answers/read-rail-answers';
import { proveStatement } from '#settlement/prove-statement';
import { samplesFolder } from '#test/support/samples-folder';
import { bytesOf, statementsOf } from '#test/support/settlement/bank-files';

const sample = (path: string) => bytesOf(readFileSync(join(samplesFolder, path)), 1000);

/** File, its statements' numbers of lines, and what stands in the way of settling each, as a pattern. */
type BankFile = readonly [file: string, lines: readonly number[], obstacle: RegExp | undefined];
const FILES: readonly BankFile[] = [
  ['bank-statements/mt940_generic.sta', [1, 1], undefined],
  ['bank-statements/mt940_rabobank.sta', [2, 2], undefined],
  ['bank-statements/mt940_february_30.sta', [1], undefined],
  ['bank-statements/mt940_postfinance.sta', [4], /difference is 0\.2000000000 CHF/],
  ['bank-statements/mt940_triodos.sta', [2], /difference is 111\.4000000000 EUR/],
  ['bank-statements/mt940_deutschebank_return.sta', [1], /difference is 12\.3500000000 EUR/],
  ['bank-statements/bai2_cad_returned_items.bai', [11, 6], /no booked opening balance/],
  ['bank-statements/bai2_multi_group.bai', [1, 1, 2, 0, 0], /no booked closing balance/],
  ['bank-statements/bai2_sample3.bai', [6, 0, 0, 2, 0, 0, 0, 6, 4, 8, 0, 0, 0, 0, 0], undefined],
  ['iso20022/camt.053.001.02_two_statements.xml', [1, 1], undefined],
  ['iso20022/camt.053.001.02_five_decimals.xml', [1], /difference is 0\.0500000000 EUR/],
  ['iso20022/camt.053.001.02_minimal.xml', [1], /CLBD is in SEK, its account in EUR/],
  ['iso20022/camt.053.001.08.xml', [1], /CLBD is in SEK, its account in EUR/],
  ['iso20022/camt.053.001.02_goldman_us.xml', [14], /entry at line 460 is in EUR/],
];

describe.skipIf(!existsSync(samplesFolder))('the real bank files beside the project', () => {
  it.each<BankFile>(FILES)('%s is read, and what cannot be settled says why', async (file, lines, obstacle) => {
    const statements = await statementsOf(sample(file));

    expect(statements.map((statement) => statement.lines)).toEqual(lines);
    const faults = statements.flatMap(proveStatement).map(({ message }) => message);
    if (obstacle === undefined) expect(faults).toEqual([]);
    else expect(faults.join('\n')).toMatch(obstacle);
  });

  it('30 February is the last day of that month, and the reading says so', async () => {
    const [statement] = await statementsOf(sample('bank-statements/mt940_february_30.sta'));

    expect(statement?.all[0]).toMatchObject({ valuedOn: '2016-02-29', bookedOn: '2016-03-01', side: 'debit' });
    expect(statement?.notes).toEqual([expect.stringContaining('160230')]);
  });

  it('words that a bank broke over lines and subfields are whole again', async () => {
    const [returned] = await statementsOf(sample('bank-statements/mt940_deutschebank_return.sta'));
    const [dutch] = await statementsOf(sample('bank-statements/mt940_rabobank.sta'));

    expect(returned?.all[0]).toMatchObject({
      endToEndId: 'A1.200080779.400143254.4961336',
      returnReason: 'GVC 109',
      counterparty: { name: 'TESTEREL', account: 'DE50712345600200691329' },
      isReversal: true,
    });
    expect(dutch?.all[0]).toMatchObject({
      endToEndId: '01-01-2013 12:00 0030000987654321',
      counterparty: { name: 'CONTRA ACCOUNT HOLDER' },
    });
  });

  it('version 8 says the same as version 2 where it says it elsewhere', async () => {
    const [statement] = await statementsOf(sample('iso20022/camt.053.001.08.xml'));

    expect(statement?.all.map(({ units, ...line }) => ({ ...line, units: formatUnits(units) }))).toEqual([
      {
        ordinal: 1,
        sourceLine: 110,
        units: '8.8500000000',
        side: 'credit',
        isReversal: false,
        bookedOn: '2014-12-31',
        valuedOn: '2015-01-02',
        transactionCode: 'PMNT/RCDT/BOOK',
        bankReference: 'AAAASESS-FP-CN_98765/01',
        endToEndId: 'MUELL/FINP/RA12345',
        counterparty: { name: 'NAME NAME', account: 'NL56AGDH9619008421' },
        text: '4654654654654654',
      },
    ]);
  });

  it.each([
    [
      'iso20022/pain.002.001.03_rejected_AC01.xml',
      [
        ['rejected', 'payment', 'AC01'],
        ['rejected', 'batch', 'NARR'],
      ],
    ],
    ['iso20022/pain.002.001.03_accepted.xml', [['accepted', 'batch', undefined]]],
    ['nacha/return_R03.ach', [['returned', 'payment', 'R03']]],
    ['nacha/cor_notification_of_change.ach', [['correction', 'payment', 'C01']]],
  ] as const)('%s answers', async (file, expected) => {
    const { answers } = await readRailAnswers(sample(file));

    expect(answers.map(({ kind, scope, reason }) => [kind, scope, reason])).toEqual(expected);
  });

  it.each(['ppd_credit', 'ppd_mixed_debit_credit', 'ctx_with_addenda', 'iat_mixed', 'same_day_ppd'])(
    'nacha/%s.ach adds up, and answers nothing',
    async (file) => {
      await expect(readRailAnswers(sample(`nacha/${file}.ach`))).rejects.toMatchObject({
        issue: { code: 'no_answer' },
      });
    },
  );
});
