import { describe, expect, it } from 'vitest';
import { beancountName } from '#audit/journal-export';
import { formatUnits, parseUnits } from '#kernel/money/units';
import { prepareTransaction } from '#ledger/steps/prepare-transaction';
import { readTrialBalance } from '#ledger/steps/read-trial-balance';
import { exported, HARD_IDS, hardBooks } from '#test/support/audit/exported-journal';
import { aDraft, aLedger, anAccount, aPosting } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { aReservation } from '#test/support/ledger/reservations';

describe('an export of the journal', () => {
  it('reads as an hledger journal: accounts declared, ten decimals, references in comments', async () => {
    const store = new InMemoryLedgerStore();
    const { ledger } = aLedger(store);
    await ledger.post(aDraft('t1', [aPosting('bank:USD', 'payable:holder:H1:USD', '12.34')], { note: 'Found; money' }));

    const text = await exported(store, 'hledger');

    expect(text.replace(/content_hash: \w+/, 'content_hash: …')).toBe(
      [
        'commodity USD 1000.0000000000',
        'account bank:USD',
        'account payable:holder:H1:USD',
        '',
        '2025-05-01 * (t1) remittance Found, money',
        '    ; recorded_at: 2025-05-01T00:00:00.000Z',
        '    ; source: test/t1',
        '    ; content_hash: …',
        '    bank:USD  USD 12.3400000000',
        '    payable:holder:H1:USD  USD -12.3400000000',
        '',
        '',
      ].join('\n'),
    );
  });

  it('gives every account a name of its own that beancount takes', () => {
    const accounts = [
      ...HARD_IDS.map((id) => anAccount(`payable:holder:${encodeURIComponent(id)}:USD`)),
      ...['bank:USD', 'commission:USD', 'fx:EUR', 'holding:unattributed:T1:label:EUR'].map(anAccount),
    ];

    const names = accounts.map(beancountName);

    expect(new Set(names).size).toBe(accounts.length);
    for (const name of names)
      expect(name).toMatch(/^(Assets|Liabilities|Equity|Income|Expenses)(:[A-Z0-9][A-Za-z0-9-]*)+$/);
    expect(beancountName(anAccount('payable:holder:H1:USD'))).toBe('Liabilities:Payable:X-holder:H1:USD');
  });

  it('as a table sums to the trial balance, and knows neither what is prepared only nor reservations', async () => {
    const { store, access, ledger, holder } = await hardBooks();
    await prepareTransaction(access, aDraft('prepared', [aPosting('bank:USD', holder('H1'), '99')]), {
      isEffectiveNow: true,
    });
    await ledger.reserve(aReservation('r1', '0.5', { account: anAccount(holder('H-1')) }));

    const rows = (await exported(store, 'csv')).split('\r\n').slice(1, -1);

    const sums = new Map<string, bigint>();
    for (const row of rows) {
      const [, , , , account = '', , debit = '', credit = ''] = row.split(',');
      const units = (parseUnits(debit === '' ? '0' : debit) ?? 0n) - (parseUnits(credit === '' ? '0' : credit) ?? 0n);
      sums.set(account, (sums.get(account) ?? 0n) + units);
    }
    const { accounts } = await readTrialBalance(access);
    expect(rows.some((row) => row.startsWith('prepared'))).toBe(false);
    expect(new Map([...sums].map(([account, units]) => [account, formatUnits(units)]))).toEqual(
      new Map(accounts.map(({ account, debit, credit }) => [account, formatUnits(debit - credit)])),
    );
  });
});
