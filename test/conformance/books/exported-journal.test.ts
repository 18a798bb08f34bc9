import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseUnits } from '#kernel/money/units';
import { readTrialBalance } from '#ledger/steps/read-trial-balance';
import { exported, hardBooks } from '#test/support/audit/exported-journal';

const has = (program: string) => spawnSync(program, ['--version']).status === 0;
const missing = ['hledger', 'bean-check'].filter((program) => !has(program));
if (missing.length > 0) process.stderr.write(`SKIPPED: there is no ${missing.join(' and no ')}\n`);

describe.skipIf(missing.length > 0)('the exported journal in the tools of an auditor', () => {
  let directory = '';
  let books: Awaited<ReturnType<typeof hardBooks>>;
  const fileOf = async (format: 'hledger' | 'beancount', change = (text: string) => text) => {
    const path = join(directory, `ledger.${format}`);
    writeFileSync(path, change(await exported(books.store, format)));
    return path;
  };
  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'pennywhistle-books-'));
    books = await hardBooks();
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  it('passes hledger’s strict checks, and has the balances of our trial balance', async () => {
    const path = await fileOf('hledger');

    const checked = spawnSync('hledger', ['check', '-s', '-f', path], { encoding: 'utf8' });
    const csv = execFileSync('hledger', ['balance', '-f', path, '--flat', '-N', '-E', '-O', 'csv'], {
      encoding: 'utf8',
    });

    expect(checked.stderr).toBe('');
    expect(checked.status).toBe(0);
    const { accounts } = await readTrialBalance(books.access);
    const ours = accounts.map(({ account, debit, credit }) => [account, debit - credit] as const);
    expect(new Map(balancesIn(csv))).toEqual(new Map(ours));
    expect(accounts.length).toBeGreaterThan(75);
  });

  it('is refused by hledger when one posting is off by the last digit', async () => {
    const path = await fileOf('hledger', (text) => text.replace('USD 10.0000000000\n', 'USD 10.0000000001\n'));

    expect(spawnSync('hledger', ['check', '-s', '-f', path]).status).not.toBe(0);
  });

  it('passes bean-check, and is refused when one posting is off', async () => {
    const checked = spawnSync('bean-check', [await fileOf('beancount')], { encoding: 'utf8' });
    const off = await fileOf('beancount', (text) => text.replace(' 10.0000000000 USD\n', ' 10.0000000002 USD\n'));

    expect(`${checked.stdout}${checked.stderr}`).toBe('');
    expect(checked.status).toBe(0);
    expect(spawnSync('bean-check', [off]).status).not.toBe(0);
  });
});

/** Lines such as `"bank:USD","USD 12.3400000000"`. */
function balancesIn(csv: string): readonly (readonly [account: string, units: bigint | undefined])[] {
  return csv
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [, account = '', amount = ''] = /^"(.*)","(.*)"$/.exec(line) ?? [];
      return [account, parseUnits(amount.replace(/[A-Z ]/g, ''))] as const;
    });
}
