import { describe, expect, it } from 'vitest';
import type { LineTotal, ReportLines } from '#reports/ports';
import { reportClearing } from '#reports/postings';
import { NO_TOTALS } from '#reports/report';
import { failReport } from '#reports/steps/fail-report';
import { postReport } from '#reports/steps/post-report';
import { faultsOf } from '#test/support/ledger/audit';
import { aClock, aLedger, anAccount, MAY_1 } from '#test/support/ledger/builders';
import { InMemoryLedgerStore } from '#test/support/ledger/in-memory-ledger-store';
import { units } from '#test/support/money';
import { aReport } from '#test/support/report-builders';
import { memoryDropEnds, memoryRegister } from '#test/support/report-memory';

/** More holders than one write takes, so that the distribution goes in two chunks. */
const HOLDERS = Array.from({ length: 47 }, (_, index) => `H${index + 1}`);
const TOTALS = HOLDERS.map(
  (holderId): LineTotal => ({
    holderId,
    batchId: 'b',
    currency: 'USD',
    converted: units('1'),
    commission: units('0.1'),
    holderAmount: units('0.9'),
    rows: 1,
  }),
);
const AMOUNT = `${HOLDERS.length}.0000000000`;

/** Stops whoever goes through it before call `at`, until it is opened. */
function gate(at: number) {
  let calls = 0;
  let open = () => {};
  let reach = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  const reached = new Promise<void>((resolve) => {
    reach = resolve;
  });
  const pass = async () => {
    calls += 1;
    if (calls !== at) return;
    reach();
    await opened;
  };
  return { pass, open, reached, calls: () => calls };
}

/** Every call of a port goes through the gate first. */
function through<Port extends object>(port: Port, { pass }: { readonly pass: () => Promise<void> }): Port {
  return new Proxy(port, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return async (...passed: unknown[]) => {
        await pass();
        return Reflect.apply(member, target, passed) as unknown;
      };
    },
  });
}

async function aWorld() {
  const store = new InMemoryLedgerStore();
  const register = memoryRegister();
  const { drops } = memoryDropEnds();
  const lines = { totals: async () => TOTALS, withdraw: async () => undefined } as unknown as ReportLines;
  const report = aReport('r_1', {
    totals: { ...NO_TOTALS, payable: [{ currency: 'USD', amount: AMOUNT, rows: HOLDERS.length }] },
    sealedRemittances: [{ originalCurrency: 'USD', currency: 'USD', amount: AMOUNT, statedBy: 'pat', statedAt: MAY_1 }],
    effectiveAt: MAY_1,
  });
  await register.create(report, { step: 'RegisterReport', at: MAY_1, note: '' }, 0);
  const portsOf = (stop: ReturnType<typeof gate>) => {
    const clock = aClock();
    const { ledger } = aLedger(through(store, stop), clock);
    const waiters = { wake: async () => undefined };
    return { register: through(register, stop), ledger, lines, clock, drops, waiters, errorLog: {} as never };
  };
  const { ledger } = aLedger(store);
  return {
    store,
    register,
    post: (stop: ReturnType<typeof gate>) =>
      postReport(portsOf(stop), 'r_1').catch(({ name }: Error) => ({ outcome: name })),
    fail: (stop: ReturnType<typeof gate>) =>
      failReport(portsOf(stop), { dropId: 'd_r_1', reportId: 'r_1', fault: { error: 'States.Timeout', cause: '' } }),
    async remains() {
      const accounts = [...HOLDERS.map((id) => `payable:holder:${id}:USD`), 'bank:USD', 'commission:USD'].map(
        anAccount,
      );
      const balances = await Promise.all(
        [...accounts, reportClearing('r_1', 'USD')].map((account) => ledger.balance(account)),
      );
      return balances.filter(({ posted, available }) => posted !== 0n || available !== 0n);
    },
  };
}

describe('a PostReport that still runs while FailReport overtakes it (R22)', () => {
  it('leaves nothing in the ledger, wherever it paused and whenever it goes on', async () => {
    const [free, unhindered] = [gate(0), gate(0)];
    const calm = await aWorld();
    expect(await calm.post(free)).toEqual({ outcome: 'posted' });
    await calm.fail(unhindered);
    const [postCalls, failCalls] = [free.calls(), unhindered.calls()];
    expect(Math.min(postCalls, failCalls)).toBeGreaterThan(15);

    for (let paused = 1; paused <= postCalls; paused += 1) {
      // Every third pair on a diagonal: each pause of either meets most pauses of the other, in a third of the time.
      for (let resumed = 1 + (paused % 3); resumed <= failCalls; resumed += 3) {
        const world = await aWorld();
        const [writer, failing] = [gate(paused), gate(resumed)];
        const posting = world.post(writer);
        await writer.reached;
        const ended = world.fail(failing);
        await Promise.race([failing.reached, ended]);
        writer.open();
        const { outcome } = await posting;
        failing.open();
        await ended;

        const where = `paused before call ${paused}, resumed before call ${resumed} of FailReport`;
        expect(await world.remains(), where).toEqual([]);
        expect(await faultsOf(world.store), where).toEqual([]);
        expect(await world.register.find('r_1'), where).toMatchObject({ status: 'failed' });
        // Calls one to three of FailReport decide; after them nobody completes a posting as if nothing had happened.
        if (resumed > 3) expect(outcome, where).toMatch(/^(ReportEnded|LedgerRefused)$/);
      }
    }
  });
});
