import { describe, expect, it } from 'vitest';
import type { ReportRegister } from '#reports/ports';
import { NO_TOTALS, type Report } from '#reports/report';
import { abandonReport } from '#reports/steps/abandon-report';
import { awaitRemittance } from '#reports/steps/await-remittance';
import { convertReport } from '#reports/steps/convert-report';
import { stateRemittance } from '#reports/steps/state-remittance';
import { aClock, MAY_1 } from '#test/support/ledger/builders';
import { aReport } from '#test/support/report-builders';
import { memoryRegister, shippedMappings } from '#test/support/report-memory';

const REQUEST = { reportId: 'r_1', reason: 'The provider withdrew it', subject: 'pat' };
const ARRIVED = {
  reportId: 'r_1',
  amount: '1',
  currency: 'USD',
  acceptFactor: false,
  isApprover: false,
  subject: 'lou',
};

const UNIT = 10_000_000_000n;
const ONE_DOLLAR = {
  holderId: 'H1',
  batchId: 'b',
  currency: 'USD',
  converted: UNIT,
  commission: 0n,
  holderAmount: UNIT,
  rows: 1,
};

async function aDesk(changes: Partial<Report> = {}) {
  const woken: string[] = [];
  const register = memoryRegister();
  const ports = {
    register,
    clock: aClock(),
    mappings: shippedMappings,
    waiters: { wake: async (token: string) => void woken.push(token) },
    lines: { write: async () => undefined, totals: async () => [ONE_DOLLAR] } as never,
  };
  const { sealedRemittances: _, ...report } = aReport('r_1', {
    status: 'awaiting_remittance',
    waitingFor: { kind: 'remittance', currencies: ['USD'] },
    taskToken: 'token',
    mappingVersion: 1,
    counts: { rows: 1 },
    totals: {
      ...NO_TOTALS,
      parsed: [{ currency: 'USD', amount: '1', rows: 1 }],
      payable: [{ currency: 'USD', amount: '1', rows: 1 }],
    },
    ...changes,
  });
  await register.create(report, { step: 'RegisterReport', at: MAY_1, note: '' }, 0);
  /** The register as one writer sees it, with what another one does in the moment before it writes. */
  const interrupted = (between: () => Promise<unknown>) => {
    let isDone = false;
    const before = async <Answer>(write: () => Promise<Answer>): Promise<Answer> => {
      if (!isDone) {
        isDone = true;
        await between();
      }
      return write();
    };
    const rival: ReportRegister = {
      ...register,
      save: (next, event) => before(() => register.save(next, event)),
      stateRemittance: (id, revision, remittance) => before(() => register.stateRemittance(id, revision, remittance)),
    };
    return { ...ports, register: rival };
  };
  return { ports, register, woken, interrupted };
}

describe('a report that a person abandons while it waits (R23)', () => {
  it('names who, when and why, waits no more and wakes its execution, which takes the way of failure', async () => {
    const { ports, register, woken } = await aDesk();

    const abandoned = await abandonReport(ports, REQUEST);

    expect(abandoned).toMatchObject({
      abandonment: { by: 'pat', at: MAY_1, reason: 'The provider withdrew it' },
      errors: [{ type: 'abandoned', count: 1 }],
    });
    const stored = await register.find('r_1');
    expect(stored?.waitingFor).toBeUndefined();
    expect(stored?.failure).toContain(
      '"The provider withdrew it" is why a person abandoned it; pat said so at 2025-05-01',
    );
    expect((await register.events('r_1')).at(-1)).toMatchObject({ step: 'AbandonReport', actor: 'pat' });
    expect(woken).toEqual(['token']);
    expect(await convertReport(ports, 'r_1')).toEqual({ outcome: 'abandoned' });
  });

  it.each([
    ['queued', {}],
    ['processing', {}],
    ['completed', {}],
    ['failed', { failure: 'bad rows' }],
  ] as const)('is refused while the report is %s, and the refusal says so', async (status, changes) => {
    const { ports, woken } = await aDesk({ status, ...changes });

    const refused = await abandonReport(ports, REQUEST);

    expect(refused).toMatchObject({ kind: 'problem', status: 409, code: 'report-not-waiting' });
    expect(refused).toHaveProperty('detail', expect.stringContaining(`r_1 is ${status};`));
    expect(woken).toEqual([]);
  });

  it('is abandoned once, whoever says it again', async () => {
    const { ports } = await aDesk();
    await abandonReport(ports, REQUEST);

    expect(await abandonReport(ports, { ...REQUEST, subject: 'lou' })).toMatchObject({
      status: 409,
      detail: expect.stringContaining(`was abandoned by pat at ${MAY_1}`),
    });
  });

  it('does not wait again when its execution asks for a token in between', async () => {
    const { ports, register, woken } = await aDesk();
    await abandonReport(ports, REQUEST);

    await awaitRemittance(ports, { reportId: 'r_1', taskToken: 'next' });

    expect(woken).toEqual(['token', 'next']);
    expect(await register.find('r_1')).toMatchObject({ status: 'processing' });
  });

  it('is not found when there is none', async () => {
    const { ports } = await aDesk();

    expect(await abandonReport(ports, { ...REQUEST, reportId: 'r_2' })).toMatchObject({ status: 404 });
  });
});

describe('an abandonment and a remittance of the same moment', () => {
  it('leave the remittance when that one was written first: the report converts', async () => {
    const { ports, interrupted } = await aDesk();
    const rival = interrupted(() => stateRemittance(ports, ARRIVED));

    const abandoned = await abandonReport(rival, REQUEST);

    expect(abandoned).toMatchObject({ status: 409, detail: expect.stringContaining('has all that it waited for') });
    expect(await convertReport(ports, 'r_1')).toEqual({ outcome: 'converted' });
  });

  it('leave the abandonment when that one was written first: the remittance is refused', async () => {
    const { ports, interrupted, register } = await aDesk();
    const rival = interrupted(() => abandonReport(ports, REQUEST));

    const stated = await stateRemittance(rival, ARRIVED);

    expect(stated).toMatchObject({ status: 409, code: 'report-abandoned' });
    expect(await register.remittances('r_1')).toEqual([]);
    expect(await convertReport(ports, 'r_1')).toEqual({ outcome: 'abandoned' });
  });

  it('leave what was sealed in between: a report that converts cannot be abandoned', async () => {
    const { ports, interrupted } = await aDesk();
    const rival = interrupted(async () => {
      await stateRemittance(ports, ARRIVED);
      await convertReport(ports, 'r_1');
    });

    expect(await abandonReport(rival, REQUEST)).toMatchObject({
      status: 409,
      detail: expect.stringContaining('r_1 is processing'),
    });
  });

  it('leave the abandonment when it comes before the seal, though the remittance suffices', async () => {
    const { ports, interrupted } = await aDesk({ moneyCurrencies: ['EUR', 'USD'] });
    await stateRemittance(ports, { ...ARRIVED, originalCurrency: 'USD' });
    const rival = interrupted(() => abandonReport(ports, REQUEST));

    await stateRemittance(rival, { ...ARRIVED, originalCurrency: 'EUR' });

    expect(await convertReport(ports, 'r_1')).toEqual({ outcome: 'abandoned' });
  });
});
