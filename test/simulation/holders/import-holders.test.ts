import { describe, expect, it } from 'vitest';
import type { HolderContent } from '#holders/holder';
import { importHolders } from '#holders/steps/import-holders';
import type { VersionedRecords } from '#holders/versioned-records';
import { bytesOf } from '#test/support/bytes';
import { crashing, crashPlans } from '#test/support/crash';
import { aHolder } from '#test/support/holder-builders';
import { memoryRecords } from '#test/support/holder-memory';
import { anInstant } from '#test/support/instants';

const HEADER = 'holder_id,name,kind,currency,country,commission_rate,plan,payout_method,payout_threshold';

function holdersFile(holders: readonly HolderContent[]): string {
  const lines = holders.map((holder) =>
    [
      holder.holderId,
      holder.name,
      holder.kind,
      holder.currency,
      holder.country,
      holder.commissionRate ?? '',
      holder.plan ?? '',
      holder.payoutMethod,
      holder.payoutThreshold,
    ].join(','),
  );
  return `${[HEADER, ...lines].join('\n')}\n`;
}

function drop(
  records: VersionedRecords<HolderContent>,
  dropId: string,
  at: string,
  content: readonly HolderContent[] | string,
) {
  const text = typeof content === 'string' ? content : holdersFile(content);
  const plans = memoryRecords<{ plan: string; commissionRate: string }>();
  return importHolders(
    { dropId, droppedAt: anInstant(at) },
    { holders: records, plans, bytes: async () => bytesOf(text, 64) },
  );
}

const many = (name: string) =>
  Array.from({ length: 7 }, (_, index) => aHolder({ holderId: `H${index}`, name: `${name} ${index}` }));

describe('importing holders', () => {
  it('creates, updates and leaves unchanged, and keeps every version', async () => {
    const records = memoryRecords<HolderContent>();
    await drop(records, 'd_1', '2025-05-01', [aHolder({ holderId: 'H1' }), aHolder({ holderId: 'H2' })]);

    const outcome = await drop(records, 'd_2', '2025-05-02', [
      aHolder({ holderId: 'H1', commissionRate: '0.2' }),
      aHolder({ holderId: 'H2' }),
      aHolder({ holderId: 'H3' }),
    ]);

    expect(outcome).toMatchObject({ counts: { created: 1, updated: 1, unchanged: 1, stale: 0 } });
    expect(records.history.map(({ id, version }) => `${id} v${version}`)).toEqual(['H1 v1', 'H2 v1', 'H1 v2', 'H3 v1']);
  });

  it('refuses the whole file on any error, with every error by line', async () => {
    const records = memoryRecords<HolderContent>();
    const file = holdersFile([
      aHolder(),
      aHolder({ holderId: 'H2', currency: 'XXQ' }),
      aHolder({ name: 'Another Ada' }),
    ]);

    const outcome = await drop(records, 'd_1', '2025-05-01', file);

    expect(outcome).toMatchObject({
      kind: 'refused',
      errorCount: 2,
      errors: [
        { code: 'unknown_currency', line: 3, value: 'XXQ' },
        { code: 'conflicting_record', line: 4, value: 'H1' },
      ],
    });
    expect(records.history).toEqual([]);
  });

  it('of an older drop that comes late never brings an old rate back', async () => {
    const records = memoryRecords<HolderContent>();
    await drop(records, 'd_2', '2025-05-02', [aHolder({ commissionRate: '0.2' })]);

    const outcome = await drop(records, 'd_1', '2025-05-01', [aHolder({ commissionRate: '0.1' })]);

    expect(outcome).toMatchObject({ counts: { stale: 1, updated: 0 } });
    expect(records.heads.get('H1')?.content.commissionRate).toBe('0.2');
  });

  it('warns of a holder that no report can pay, and imports it', async () => {
    const records = memoryRecords<HolderContent>();
    const { commissionRate: _, plan: __, ...poor } = aHolder();

    const outcome = await drop(records, 'd_1', '2025-05-01', [
      poor,
      { ...poor, holderId: 'H2', plan: 'gone' },
      aHolder({ holderId: 'H3' }),
    ]);

    expect(outcome).toMatchObject({
      kind: 'imported',
      warningCount: 2,
      warnings: [
        { code: 'no_commission_rate', line: 2 },
        { code: 'unknown_plan', line: 3, value: 'gone' },
      ],
    });
  });

  it('that dies before or after any write gives the same answer and holders when it is repeated', async () => {
    for (const plan of crashPlans(4)) {
      const records = memoryRecords<HolderContent>(2);
      await drop(records, 'd_1', '2025-05-01', many('old').slice(0, 3));
      const crash = crashing(plan);

      await expect(drop(crash.wrap(records, ['write']), 'd_2', '2025-05-02', many('new'))).rejects.toThrow('died');
      const outcome = await drop(records, 'd_2', '2025-05-02', many('new'));

      expect(outcome).toMatchObject({ counts: { created: 4, updated: 3, unchanged: 0, stale: 0 } });
      expect([...records.heads.values()].every(({ content }) => content.name.startsWith('new'))).toBe(true);
      expect(records.history).toHaveLength(10);
    }
  });

  it('by many at once on the same holders ends with the latest drop, whatever order they run in', async () => {
    const records = memoryRecords<HolderContent>(3);
    const drops = Array.from({ length: 9 }, (_, day) => `2025-05-0${day + 1}`);

    await Promise.all(drops.toReversed().map((day) => drop(records, `d_${day}`, day, many(day))));

    expect([...records.heads.values()].map(({ droppedAt }) => droppedAt.slice(0, 10))).toEqual(
      Array.from({ length: 7 }, () => '2025-05-09'),
    );
  });
});
