import { describe, expect, it } from 'vitest';
import type { ImportResult } from '#drops/import-result';
import { completeDrop } from '#drops/steps/complete-drop';
import { failDrop } from '#drops/steps/fail-drop';
import { crashing, crashPlans } from '#test/support/crash';
import { aDrop } from '#test/support/drop-builders';
import { memoryDrops } from '#test/support/drop-memory';
import { fixedClock } from '#test/support/instants';

const clock = fixedClock('2025-05-01T11:00:00Z');

function imported(counts: Partial<Record<'created' | 'updated' | 'unchanged' | 'stale', number>>): ImportResult {
  return {
    outcome: 'imported',
    counts: { created: 0, updated: 0, unchanged: 0, stale: 0, ...counts },
    warnings: [],
    warning_count: 0,
  };
}

async function aRegister(...dropIds: readonly string[]) {
  const { records, drops } = memoryDrops();
  for (const dropId of dropIds) await records.accept(aDrop({ dropId }));
  const complete = (dropId: string, result: ImportResult, contentHash = 'A', ports = records) =>
    completeDrop({ dropId, kind: 'catalog', contentHash, result }, { records: ports, clock });
  return { records, drops, complete };
}

describe('a drop ends', () => {
  it('completed with its counts when it changed something', async () => {
    const { complete } = await aRegister('d_1');

    expect(await complete('d_1', imported({ created: 2 }))).toMatchObject({
      status: 'completed',
      counts: { created: 2 },
    });
  });

  it('as the duplicate of the first when it changed nothing and its content is known', async () => {
    const { complete } = await aRegister('d_1', 'd_2');
    await complete('d_1', imported({ created: 2 }));

    const second = await complete('d_2', imported({ unchanged: 2 }));

    expect(second).toMatchObject({ status: 'duplicate', duplicateOf: 'd_1', contentHash: 'A' });
  });

  it('completed when it changed nothing with content that nobody brought', async () => {
    const { complete } = await aRegister('d_1', 'd_2');
    await complete('d_1', imported({ created: 2 }), 'A');

    expect(await complete('d_2', imported({ unchanged: 2 }), 'B')).toMatchObject({ status: 'completed' });
  });

  it('completed when known content takes its word back after another file said otherwise', async () => {
    const { complete } = await aRegister('d_1', 'd_2', 'd_3');
    await complete('d_1', imported({ created: 1 }), 'A');
    await complete('d_2', imported({ updated: 1 }), 'B');

    expect(await complete('d_3', imported({ updated: 1 }), 'A')).toMatchObject({ status: 'completed' });
  });

  it('failed with the true number of errors, and what failed is no first content', async () => {
    const { complete } = await aRegister('d_1', 'd_2');
    const errors = Array.from({ length: 150 }, (_, line) => ({ code: 'x', message: 'X.', line }));

    const failed = await complete('d_1', { outcome: 'refused', errors, error_count: 9000 });
    const second = await complete('d_2', imported({ unchanged: 1 }));

    expect(failed).toMatchObject({ status: 'failed', counts: { errors: 9000 } });
    expect(failed.errors).toHaveLength(100);
    expect(second.status).toBe('completed');
  });

  it('once: a final state stands against every later one', async () => {
    const { complete, records } = await aRegister('d_1');
    await complete('d_1', imported({ created: 1 }));

    await failDrop({ dropId: 'd_1', errorName: 'States.Timeout', cause: '' }, { register: records, clock });

    expect((await records.find('d_1'))?.status).toBe('completed');
  });

  it('alike when it died before or after any write and came again', async () => {
    for (const plan of crashPlans(3)) {
      const { complete, records, drops } = await aRegister('d_1');
      const mortal = crashing(plan).wrap(records, ['claimContent', 'markCompleted', 'markDuplicate']);
      await complete('d_1', imported({ created: 1 }), 'A', mortal).catch(() => undefined);

      await complete('d_1', imported({ created: 1 }));

      expect(drops.get('d_1')).toMatchObject({ status: 'completed', counts: { created: 1 } });
    }
  });

  it('failed with a sentence for whoever dropped it, and with the error’s name for a fault of ours', async () => {
    const { records } = await aRegister('d_1', 'd_2');
    const cause = JSON.stringify({ errorType: 'DropGone', errorMessage: '"a" was deleted before it was read.' });

    const gone = await failDrop({ dropId: 'd_1', errorName: 'DropGone', cause }, { register: records, clock });
    const ours = await failDrop(
      { dropId: 'd_2', errorName: 'States.Timeout', cause: '' },
      { register: records, clock },
    );

    expect(gone.errors).toEqual([{ code: 'object_gone', message: '"a" was deleted before it was read.' }]);
    expect(ours.errors[0]?.message).toMatch(/States\.Timeout.*Drop the file again/);
  });
});
