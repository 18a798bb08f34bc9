import { RoyaltyError } from '#kernel/errors';
import type { Units } from '#kernel/money/units';
import { bankAccount, ownBankAccount } from '#ledger/account';
import type { DeskPayment } from '#settlement/payment-desk';
import type { LineArchive } from '#settlement/ports';
import { openLineAccount } from '#settlement/settlement-postings';
import { importBankFile } from '#settlement/steps/import-bank-file';
import { rematchLines } from '#settlement/steps/rematch-lines';
import type { SettlementAccess } from '#settlement/steps/settlement-access';
import { bytesOf } from '#test/support/settlement/bank-files';
import { type RenderedLine, type RenderedStatement, renderCamt } from '#test/support/settlement/render-statement';
import { aDeskPayment, EUR, OWN_ACCOUNT, settlementDesk } from '#test/support/settlement/settlement-desk';
import { type Chances, chancesOf, faultInjector, PortFailed } from '#test/support/simulation/faults';

const DAYS = ['2025-05-05', '2025-05-06', '2025-05-07'] as const;
const CENT = 100_000_000n;

interface Bank {
  readonly payments: readonly DeskPayment[];
  readonly statements: readonly RenderedStatement[];
}

/**
 * One random life of a bank account: payments that leave, come back or are booked twice, money of strangers, days dropped several times, out of order
 * and at once, ports that fail, lose answers and double calls. Answers every law that did not hold at its end.
 */
export async function settleWorld(seed: number) {
  const chances = chancesOf(seed);
  const bank = randomBank(chances);
  const world = settlementDesk();
  world.desk.add(
    ...bank.payments.map((payment) => ({
      ...payment,
      state: chances.happens(0.3) ? ('waiting' as const) : payment.state,
    })),
  );
  const faults = faultInjector(chances);
  const { archive } = world.access;
  const wrapped: SettlementAccess = {
    ...world.access,
    register: faults.wrap(world.register),
    archive: faults.wrap<LineArchive>(
      {
        write: (key, lines) => archive.write(key, lines),
        has: (key) => archive.has(key),
        read: (key) => archive.read(key),
      },
      ['read'],
    ),
    desk: faults.wrap(world.desk),
    ledger: faults.wrap(world.access.ledger),
    bell: faults.wrap(world.access.bell),
  };
  // The account is known: a chain begins with the first statement that anybody drops.
  await world.drop({ id: 'S0', sequence: 1, on: '2025-05-02', lines: [] });
  await Promise.all(Array.from({ length: 3 }, () => dropAll(bank.statements, wrapped, chances)));
  faults.heal();
  // What payouts had not marked as sent is marked now, and every day is dropped until it stands.
  for (const payment of world.desk.payments.values())
    if (payment.state === 'waiting') world.desk.add({ ...payment, state: 'instructed' });
  for (const statement of bank.statements)
    await importBankFile('d_last', bytesOf(renderCamt([statement]), 4096), world.access);
  await rematchLines(world.access);
  await rematchLines(world.access);
  const broken = await brokenLaws(bank, world);
  const lines = bank.statements.reduce((sum, statement) => sum + statement.lines.length, 0);
  const injected = [...faults.injected.values()].reduce((sum, count) => sum + count, 0);
  return { broken, lines, matched: lines - world.register.lines.size, faults: injected };
}

/** One operator: every day, some twice, in an order of their own; what fails is dropped again, up to a point. */
async function dropAll(
  statements: readonly RenderedStatement[],
  access: SettlementAccess,
  chances: Chances,
): Promise<void> {
  const order = statements.flatMap((statement) => (chances.happens(0.5) ? [statement, statement] : [statement]));
  if (chances.happens(0.5)) order.reverse();
  for (const [index, statement] of order.entries())
    for (let attempt = 0; attempt < 4; attempt += 1)
      try {
        await importBankFile(`d_${index}`, bytesOf(renderCamt([statement]), 4096), access);
        if (chances.happens(0.3)) await rematchLines(access);
        break;
      } catch (error) {
        if (!(error instanceof PortFailed) && !(error instanceof RoyaltyError) && !isQueryFault(error)) throw error;
      }
}

const isQueryFault = (error: unknown) => error instanceof Error && error.name === 'QueryFailed';

function randomBank(chances: Chances): Bank {
  const payments = Array.from({ length: 2 + chances.below(5) }, (_, index) =>
    aDeskPayment({ paymentId: `p_${index}`, batchId: `PB-${chances.below(2)}`, units: BigInt(100 + index) * CENT }),
  );
  let balance = 0;
  const booked = new Set<string>();
  const statements = DAYS.map((on, day): RenderedStatement => {
    const lines = Array.from({ length: chances.below(6) }, () => randomLine(payments, booked, chances));
    const openingCents = balance;
    balance = lines.reduce((sum, { cents, side }) => sum + (side === 'credit' ? cents : -cents), balance);
    return { id: `S${day + 1}`, sequence: day + 2, on, openingCents, lines };
  });
  return { payments, statements };
}

function randomLine(payments: readonly DeskPayment[], booked: Set<string>, chances: Chances): RenderedLine {
  const payment = payments[chances.below(payments.length)];
  if (payment === undefined || chances.happens(0.25))
    return { cents: 1 + chances.below(90), side: chances.happens(0.5) ? 'credit' : 'debit', text: 'a stranger' };
  const cents = Number(payment.units / CENT);
  const isBack = booked.has(payment.paymentId) && chances.happens(0.5);
  booked.add(payment.paymentId);
  const { endToEndId } = payment;
  return { cents, side: isBack ? 'credit' : 'debit', endToEndId, ...(isBack && { returnReason: 'AC04' }) };
}

/** The laws, read from what stands: each is a sentence when it does not hold. */
async function brokenLaws(bank: Bank, world: ReturnType<typeof settlementDesk>): Promise<readonly string[]> {
  const broken: string[] = [];
  const own = (await world.ledger.balance(ownBankAccount({ account: OWN_ACCOUNT, currency: EUR }))).posted;
  const all = bank.statements.flatMap((statement) => statement.lines);
  const closing = all.reduce((sum, { cents, side }) => sum + BigInt(side === 'credit' ? cents : -cents) * CENT, 0n);
  if (own !== closing) broken.push(`the bank closes with ${closing}, our account has ${own}`);
  if (world.register.statements.size !== DAYS.length + 1)
    broken.push(`${world.register.statements.size} statements stand`);
  for (const { statementId, state, check } of world.register.statements.values())
    if (state !== 'settled' || check?.difference !== 0n)
      broken.push(`${statementId} is ${state}, difference ${check?.difference}`);

  let held = 0n;
  for (const line of world.register.lines.values()) {
    const account = openLineAccount(line, { lineId: line.lineId, side: line.line.side });
    const posted = (await world.ledger.balance(account)).posted;
    const due: Units = line.state === 'matched' ? 0n : line.line.units;
    if (posted !== due) broken.push(`${line.lineId} is ${line.state} and holds ${posted}, not ${due}`);
    if (line.state === 'resolving') broken.push(`${line.lineId} was left in the midst of its explanation`);
    held += line.line.side === 'credit' ? due : -due;
  }
  const transit = (await world.ledger.balance(bankAccount(EUR))).posted;
  if (transit !== held - closing)
    broken.push(`in transit are ${transit}; held ${held} less the bank's ${closing} would be right`);
  broken.push(...paymentLaws(bank, world, transit));
  return broken;
}

/** Every payment was booked out at most once and back at most once by explained lines, and its state says so. */
function paymentLaws(bank: Bank, world: ReturnType<typeof settlementDesk>, transit: Units): readonly string[] {
  const broken: string[] = [];
  let expected = 0n;
  for (const { paymentId, units } of bank.payments) {
    const payment = world.desk.payments.get(paymentId);
    const out = bank.statements.some(({ lines }) =>
      lines.some((line) => line.endToEndId === payment?.endToEndId && line.side === 'debit'),
    );
    const state = payment?.state ?? 'unknown';
    if (out && state === 'instructed') broken.push(`${paymentId} was booked by the bank and is not settled`);
    if (!out && state !== 'instructed') broken.push(`${paymentId} is ${state}, and the bank never booked it`);
    // A settled payment waits in transit for payouts' own posting, which this world has not; one that came back cancels out.
    if (state === 'settled') expected += units;
  }
  if (transit !== expected) broken.push(`in transit are ${transit}; the settled payments are ${expected}`);
  return broken;
}
