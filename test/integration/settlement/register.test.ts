import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Currency } from '#kernel/money/currency';
import { DynamodbSettlementRegister } from '#settlement/adapters/dynamodb-settlement-register';
import type { BankDay } from '#settlement/bank-day';
import type { SettlementRegister } from '#settlement/ports';
import type { OpenLine, StoredStatement } from '#settlement/settlement-record';
import type { ChainHead } from '#settlement/statement-chain';
import { type Dynoxide, startDynoxide } from '#test/support/dynoxide';
import { anInstant } from '#test/support/instants';
import { MemorySettlementRegister } from '#test/support/settlement/memory-register';

let dynoxide: Dynoxide;

beforeAll(async () => {
  dynoxide = await startDynoxide();
});

afterAll(() => dynoxide.stop());

const EUR = 'EUR' as Currency;
const day = (text: string) => text as BankDay;
const at = anInstant('2025-05-07');

function aStatement(key: string, on: string): StoredStatement {
  return {
    statementKey: key,
    statementId: `S ${key}`,
    accountAtBank: 'DE89 3704',
    account: 'DE893704',
    currency: EUR,
    format: 'camt.053',
    sequence: 7,
    opening: { units: -5n, on: day(on) },
    closing: { units: 10n ** 22n, on: day(on) },
    credits: { count: 1, units: 10n ** 22n + 5n },
    debits: { count: 0, units: 0n },
    lines: 1,
    notBooked: 0,
    contentHash: 'f'.repeat(64),
    dropId: 'd_1',
    isFirst: true,
    state: 'claimed',
    receivedAt: at,
  };
}

const headOf = (
  { account, currency, statementKey, statementId, closing }: StoredStatement,
  revision: number,
): ChainHead => ({
  account,
  currency,
  statementKey,
  statementId,
  closing: closing.units,
  closedOn: closing.on,
  sequence: 7,
  revision,
});

function anOpenLine(lineId: string, on = '2025-05-06'): OpenLine {
  return {
    lineId,
    statementKey: 'bs_1',
    account: 'DE893704',
    currency: EUR,
    line: {
      ordinal: 1,
      sourceLine: 3,
      units: 123n,
      side: 'credit',
      isReversal: false,
      bookedOn: day(on),
      endToEndId: 'E1',
      counterparty: { name: 'Jane Döe' },
    },
    reason: 'nothing is named',
    proposals: [{ paymentId: 'p_1', score: 40, reason: 'the same amount' }],
    state: 'open',
    openedAt: at,
    revision: 1,
  };
}

describe.each<[string, () => SettlementRegister]>([
  ['in memory', () => new MemorySettlementRegister()],
  ['on DynamoDB', () => new DynamodbSettlementRegister(dynoxide.client, dynoxide.controlTable)],
])('the register of bank statements %s', (_name, open) => {
  it('lets one of many claim the next place of a chain, with its statement, and nobody twice', async () => {
    const register = open();
    const [first, rival, second] = [
      aStatement('bs_a', '2025-05-06'),
      aStatement('bs_b', '2025-05-06'),
      aStatement('bs_c', '2025-05-07'),
    ];
    const outcomes = await Promise.all([
      register.claim(first, headOf(first, 1)),
      register.claim(rival, headOf(rival, 1)),
    ]);
    const winner = outcomes[0] === 'claimed' ? first : rival;

    expect(outcomes.toSorted()).toEqual(['claimed', 'stale']);
    expect(await register.findHead(first)).toEqual(headOf(winner, 1));
    expect(await register.findStatement(winner.statementKey)).toEqual(winner);
    expect(await register.findStatement(winner === first ? 'bs_b' : 'bs_a')).toBeUndefined();
    expect(await register.claim(winner, headOf(winner, 2))).toBe('stale');
    expect(await register.claim(second, headOf(second, 2))).toBe('claimed');
    expect(await register.heads()).toEqual([headOf(second, 2)]);
  });

  it('keeps what is said of a statement to the last digit', async () => {
    const register = open();
    const settled: StoredStatement = {
      ...aStatement('bs_kept', '2025-06-01'),
      account: 'KEPT',
      state: 'settled',
      settledAt: at,
      matched: 0,
      open: 1,
      check: { closing: 10n ** 22n, ledger: -1n, difference: 10n ** 22n + 1n, inTransit: -7n, checkedAt: at },
    };
    await register.claim({ ...settled, state: 'claimed' }, { ...headOf(settled, 1), account: 'KEPT' });
    await register.saveStatement(settled);

    expect(await register.findStatement('bs_kept')).toEqual(settled);
  });

  it('lists statements by closing day, newest first, page by page', async () => {
    const register = open();
    for (const [index, on] of ['2031-01-01', '2031-01-02', '2031-01-03'].entries()) {
      const statement = { ...aStatement(`bs_list_${index}`, on), account: `LIST${index}` };
      await register.claim(statement, { ...headOf(statement, 1), account: statement.account });
    }
    const page = await register.listStatements({ limit: 2 });
    const next = await register.listStatements({ limit: 2, after: page.nextAfter });

    expect(page.items.map(({ statementKey }) => statementKey)).toEqual(['bs_list_2', 'bs_list_1']);
    expect(next.items[0]?.statementKey).toBe('bs_list_0');
  });

  it('keeps an open line once, changes it by revision, and lists it until it is matched', async () => {
    const register = open();
    const line = anOpenLine('l-1');
    await register.addOpenLine(line);
    await register.addOpenLine({ ...line, reason: 'another' });
    await register.addOpenLine(anOpenLine('l-0', '2025-05-05'));

    expect(await register.findOpenLine('l-1')).toEqual(line);
    expect((await register.listOpenLines({ limit: 10 })).items.map(({ lineId }) => lineId)).toEqual(['l-0', 'l-1']);

    const match = { kind: 'payments', action: 'settle', by: 'person', paymentIds: ['p_1'] } as const;
    const resolving: OpenLine = { ...line, state: 'resolving', match, authority: { subject: 'ann' }, revision: 2 };
    expect(await register.saveOpenLine(resolving)).toBe('saved');
    expect(await register.saveOpenLine(resolving)).toBe('stale');
    expect(await register.findOpenLine('l-1')).toEqual(resolving);

    await register.saveOpenLine({ ...resolving, state: 'matched', matchedAt: at, revision: 3 });
    expect((await register.listOpenLines({ limit: 10 })).items.map(({ lineId }) => lineId)).toEqual(['l-0']);
    expect((await register.findOpenLine('l-1'))?.state).toBe('matched');
  });

  it('lets one line explain a thing, and says which', async () => {
    const register = open();

    expect(await register.claimExplanation('in:p_1', 'l-1')).toBe('l-1');
    expect(await register.claimExplanation('in:p_1', 'l-2')).toBe('l-1');
    expect(await register.claimExplanation('in:p_1', 'l-1')).toBe('l-1');
  });
});
