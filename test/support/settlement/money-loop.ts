import type { Units } from '#kernel/money/units';
import { instantOf } from '#kernel/time/clock';
import { bankAccount, ownBankAccount } from '#ledger/account';
import { stateOf } from '#payouts/payment';
import { importBankFile } from '#settlement/steps/import-bank-file';
import { importRailAnswers } from '#settlement/steps/import-rail-answers';
import { rematchLines } from '#settlement/steps/rematch-lines';
import type { SettlementAccess } from '#settlement/steps/settlement-access';
import { payoutWorld } from '#test/support/payouts/payout-world';
import { bytesOf } from '#test/support/settlement/bank-files';
import { LoopBank } from '#test/support/settlement/loop-bank';
import { loopEarnings } from '#test/support/settlement/loop-earnings';
import {
  MemoryLineArchive,
  MemorySettlementRegister,
  memoryBell,
  memoryRemittances,
} from '#test/support/settlement/memory-register';
import { mortalPorts } from '#test/support/settlement/mortal-ports';
import { deskOver } from '#test/support/settlement/payouts-desk';
import { type RenderedStatement, renderCamt } from '#test/support/settlement/render-statement';
import { EUR, OWN_ACCOUNT } from '#test/support/settlement/settlement-desk';
import { type Chances, chancesOf } from '#test/support/simulation/faults';

const CENT = 100_000_000n;
const ROUNDS = 3;

/**
 * The loop of all money, by one seed: reports and closed months make it payable, runs reserve it, the bank is told and pays or refuses, its
 * statement settles, some of it comes back and is paid again. Processes die between any two writes and are repeated, steps and files come twice, at once and
 * before their time. Answers every law that did not hold, after each step and at the end.
 */
export async function liveMoneyLoop(seed: number) {
  const loop = openLoop(chancesOf(seed));
  const { bank, broken, chances, earnings, mortal, step, access } = loop;
  for (const holderId of loop.holders) await loop.world.owe({ holderId, country: 'US' });
  await step('the first statement', () => dropNext(loop));
  for (let round = 0; round < ROUNDS; round += 1) {
    if (round === 0 || chances.happens(0.5)) await step('a report', () => earnings.reportPays());
    if (chances.happens(0.5)) await step('a close', () => earnings.monthCloses());
    if (chances.happens(0.5)) await step('an approval', () => earnings.monthIsApproved());
    await step(`run ${round}`, () => payRun(loop, `seed-${seed}-${round}`));
    await step('a day at the bank', () => dayAtBank(loop));
    if (chances.happens(0.5)) await step('matching again', () => mortal.insist(() => rematchLines(access)));
    if (chances.happens(0.5)) await step('every statement again', () => dropAll(loop));
  }
  mortal.heal();
  // The bank does what it has not done yet, and everything that it ever said is said once more.
  await step('the last day', () => dayAtBank(loop));
  await step('everything again', () => dropAll(loop));
  // What left is matched first, what came back of it after that.
  for (const _time of [1, 2]) await step('matching at last', () => rematchLines(access));
  broken.push(...(await brokenLaws(loop)));
  return { broken, deaths: mortal.deaths(), ...bank.counts(), ...earnings.counts() };
}

type Loop = ReturnType<typeof openLoop>;

function openLoop(chances: Chances) {
  const mortal = mortalPorts(chances);
  const world = payoutWorld((port, writes) => mortal.wrap(port, writes));
  const register = new MemorySettlementRegister();
  const bank = new LoopBank(chances);
  const remittances = memoryRemittances();
  const access: SettlementAccess = {
    clock: world.clock,
    register: mortal.wrap<SettlementAccess['register']>(register, [
      'claim',
      'saveStatement',
      'addOpenLine',
      'saveOpenLine',
      'claimExplanation',
    ]),
    archive: new MemoryLineArchive(),
    desk: deskOver(world),
    remittances,
    ledger: mortal.wrap<SettlementAccess['ledger']>(world.ledger, ['post']),
    bell: memoryBell(),
  };
  const broken: string[] = [];
  const holders = Array.from({ length: 1 + chances.below(3) }, (_, index) => `H${index + 1}`);
  const earnings = loopEarnings({ bank, chances, holders, mortal, remittances, world });
  const runs: string[] = [];
  const step = async (name: string, work: () => Promise<unknown>) => {
    await work();
    for (const difference of await world.differences())
      if (difference !== 0n) broken.push(`after ${name} the trial balance is off by ${difference}`);
  };
  return { access, bank, broken, chances, earnings, holders, mortal, register, runs, step, world };
}

/** Every task of a run dies and is repeated; each may be asked twice, and the bank may book before we have marked anything as sent. */
async function payRun(loop: Loop, intentId: string): Promise<void> {
  const { bank, chances, mortal, runs, world } = loop;
  const task = async <Answer>(work: () => Promise<Answer>) => {
    const answer = await mortal.insist(work);
    return chances.happens(0.2) ? mortal.insist(work) : answer;
  };
  const { runId } = await task(() => world.start(intentId));
  runs.push(runId);
  await task(() => world.plan(runId));
  loop.broken.push(...(await takenUnapproved(loop)));
  if ((await task(() => world.sumUp(runId))).outcome === 'empty') return;
  await task(() => world.approve(runId, 'ada'));
  await task(() => world.approve(runId, 'bob'));
  await task(() => world.clear(runId));
  await task(() => world.render(runId));
  bank.take(world.stored);
  if (chances.happens(0.3)) await dayAtBank(loop);
  await task(() => world.instruct(runId));
  await task(() => world.submit(runId));
}

/** Nobody is paid of what no second person has approved, whatever else they are owed (R33). */
async function takenUnapproved({ earnings, holders, runs, world }: Loop): Promise<readonly string[]> {
  const taken = new Map<string, Units>();
  for (const runId of runs)
    for (const record of await world.payments(runId))
      if (TAKING.has(stateOf(record))) {
        const { holderId, sourceUnits } = record.payment;
        taken.set(holderId, (taken.get(holderId) ?? 0n) + sourceUnits);
      }
  return holders
    .filter((holderId) => (taken.get(holderId) ?? 0n) > earnings.released(holderId))
    .map(
      (holderId) => `${holderId} is paid ${taken.get(holderId)}, and only ${earnings.released(holderId)} is approved`,
    );
}

const TAKING: ReadonlySet<string> = new Set(['reserved', 'instructed', 'settled']);

/** The bank pays, refuses and returns, and says so; its answers and its statement come in either order, each maybe twice. */
async function dayAtBank(loop: Loop): Promise<void> {
  const { access, bank, chances, mortal } = loop;
  const answers = bank.refuseSome();
  const tell = async () => {
    for (const text of answers) await mortal.insist(() => importRailAnswers(bytesOf(text, 4096), access));
  };
  if (chances.happens(0.5)) await tell();
  await dropNext(loop);
  await tell();
}

/** A bank's own true statement is never refused. */
async function dropStatement({ access, broken, mortal }: Loop, statement: RenderedStatement): Promise<void> {
  const bytes = bytesOf(renderCamt([statement]), 4096);
  const outcome = await mortal.insist(() => importBankFile(`d_${statement.id}`, bytes, access));
  if (outcome.kind === 'refused') broken.push(...outcome.errors.map(({ message }) => message));
}

async function dropNext(loop: Loop): Promise<void> {
  const statement = loop.bank.statement();
  // In the evening of the bank's day.
  loop.world.clock.moveTo(instantOf(Date.parse(`${statement.on}T20:00:00Z`)));
  const drop = () => dropStatement(loop, statement);
  await Promise.all(loop.chances.happens(0.3) ? [drop(), drop()] : [drop()]);
}

async function dropAll(loop: Loop): Promise<void> {
  const { access, bank, mortal } = loop;
  for (const statement of bank.statements) await dropStatement(loop, statement);
  for (const text of bank.answers) await mortal.insist(() => importRailAnswers(bytesOf(text, 4096), access));
}

async function brokenLaws({ bank, earnings, register, runs, world }: Loop): Promise<readonly string[]> {
  const broken: string[] = [];
  const posted = async (path: string) => (await world.balance(path)).posted;
  const own = await posted(ownBankAccount({ account: OWN_ACCOUNT, currency: EUR }));
  if (own !== BigInt(bank.balance) * CENT) broken.push(`the bank has ${bank.balance} cents, our account ${own} units`);
  const transit = await posted(bankAccount(EUR));
  if (transit !== 0n) broken.push(`${transit} units are in transit, and nothing is on its way`);
  for (const { lineId, state, reason } of register.lines.values())
    if (state !== 'matched') broken.push(`${lineId} is ${state}: ${reason}`);

  const kept = new Map(earnings.owed);
  const known = new Set<string>();
  for (const runId of runs)
    for (const record of await world.payments(runId)) {
      const { paymentId, holderId, netUnits, tax } = record.payment;
      const state = stateOf(record);
      const expected = bank.fateOf(paymentId);
      known.add(paymentId);
      if (expected !== undefined && state !== expected)
        broken.push(`the bank has ${expected} ${paymentId}, we say ${state}`);
      if (expected === undefined && (state === 'settled' || state === 'instructed'))
        broken.push(`${paymentId} is ${state}, the bank never heard of it`);
      if (state === 'settled') kept.set(holderId, (kept.get(holderId) ?? 0n) - netUnits - (tax?.units ?? 0n));
    }
  for (const paymentId of bank.named())
    if (!known.has(paymentId)) broken.push(`the bank was told of ${paymentId}, and no run has it`);
  for (const [holderId, units] of kept) {
    const balance = await world.balance(`payable:holder:${holderId}:EUR`);
    if (balance.posted !== units || balance.reserved !== 0n)
      broken.push(`${holderId} is owed ${units}; posted are ${balance.posted}, reserved ${balance.reserved}`);
  }
  return broken;
}
