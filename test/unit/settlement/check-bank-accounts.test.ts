import { describe, expect, it } from 'vitest';
import { instantOf, millisecondsOf } from '#kernel/time/clock';
import { ownBankAccount } from '#ledger/account';
import { BANK_CHECK, type BankCheckPorts, bankChecks } from '#settlement/steps/check-bank-accounts';
import { aDraft, aPosting } from '#test/support/ledger/builders';
import { EUR, OWN_ACCOUNT, settlementDesk } from '#test/support/settlement/settlement-desk';

const OWN = ownBankAccount({ account: OWN_ACCOUNT, currency: EUR });
const HOUR = 3_600_000;

/** A bank account with one settled statement that closes at 20.00. */
async function settled() {
  const world = settlementDesk();
  await world.drop({ openingCents: 1500, lines: [{ cents: 500, side: 'credit' }] });
  world.clock.advance(HOUR);
  return world;
}

async function findingsOf(
  { register, ledger, clock }: Awaited<ReturnType<typeof settled>>,
  {
    more = {},
    cut = clock.now(),
  }: { more?: Partial<BankCheckPorts['register']>; cut?: ReturnType<typeof clock.now> } = {},
) {
  const reads: BankCheckPorts['register'] = {
    heads: () => register.heads(),
    findHead: (account) => register.findHead(account),
    findStatement: (key) => register.findStatement(key),
    ...more,
  };
  return (await bankChecks({ register: reads, ledger }).run(cut)).get(BANK_CHECK);
}

describe('the check of bank accounts', () => {
  it('passes while the books stand where the newest statement left them', async () => {
    expect(await findingsOf(await settled())).toEqual([]);
  });

  it('fails when something posted on the account that was no line of a statement, and names the difference', async () => {
    const world = await settled();
    await world.ledger.post(aDraft('stray', [aPosting(OWN, 'suspense:found:EUR', '0.01')]));

    const findings = await findingsOf(world);

    expect(findings).toMatchObject([{ accounts: [OWN] }]);
    expect(findings?.[0]?.message).toContain('a difference of -0.0100000000');
  });

  it('fails for a statement that was claimed and never posted, once its retries are over', async () => {
    const world = await settled();
    const [statement] = world.register.statements.values();
    if (statement === undefined) throw new Error('There is no statement');
    const { settledAt: _at, ...rest } = statement;
    const more = { findStatement: async () => ({ ...rest, state: 'claimed' as const }) };
    const received = millisecondsOf(statement.receivedAt);

    expect(await findingsOf(world, { more, cut: instantOf(received + HOUR) })).toEqual([]);
    expect(await findingsOf(world, { more, cut: instantOf(received + HOUR + 1) })).toMatchObject([{ accounts: [OWN] }]);
  });

  it('says nothing of a statement that was settled after the cut, nor of one that a newer one overtakes meanwhile', async () => {
    const world = await settled();
    await world.ledger.post(aDraft('stray', [aPosting(OWN, 'suspense:found:EUR', '1')]));
    const [head] = await world.register.heads();
    if (head === undefined) throw new Error('There is no head');
    const overtaken = { findHead: async () => ({ ...head, statementKey: 'bs_newer' }) };

    expect(await findingsOf(world, { cut: instantOf(millisecondsOf(world.clock.now()) - 2 * HOUR) })).toEqual([]);
    expect(await findingsOf(world, { more: overtaken })).toEqual([]);
  });

  it('fails when the statement that the chain names is gone', async () => {
    const findings = await findingsOf(await settled(), { more: { findStatement: async () => undefined } });

    expect(findings?.[0]?.message).toContain('which is not there');
  });
});
