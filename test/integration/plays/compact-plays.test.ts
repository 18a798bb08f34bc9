import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { instantOf } from '#kernel/time/clock';
import { listKeys } from '#platform/clients/s3-files';
import type { CompactionQueries } from '#plays/compaction-ports';
import { playParts } from '#plays/play-lake';
import { abandonCompaction } from '#plays/steps/abandon-compaction';
import { beginCompaction, LEASE_MILLISECONDS } from '#plays/steps/begin-compaction';
import { compactPlays } from '#plays/steps/compact-plays';
import { registerRun } from '#plays/steps/register-run';
import { sealPlays } from '#plays/steps/seal-plays';
import { startTestCloud } from '#test/support/local-cloud';
import { at } from '#test/support/plays/play-builders';
import { aLandedPlay, playLakeDesk, thePeriod } from '#test/support/plays/play-lake-desk';

let cloud: LocalCloud;
let desk: ReturnType<typeof playLakeDesk>;

beforeAll(async () => {
  cloud = await startTestCloud({ startAt: '2025-05-08T01:00:00Z' });
  desk = playLakeDesk(cloud);
});

afterEach(() => desk.clear());

afterAll(async () => {
  desk.close();
  await cloud.stop();
});

/** `play_id source` of every winner that a reader of the lake sees now. */
async function winners(): Promise<readonly string[]> {
  const parts = playParts(await desk.lake());
  const superseded = 'select play_id, source, position from play_arrivals where is_superseded';
  const rows = await desk.athena.rows(
    `select play_id || ' ' || source as winner from plays p where compaction_run in (${parts.map(() => '?').join(', ')})
     and (play_id, source, position) not in (${superseded}) order by 1`,
    { parameters: parts },
  );
  return rows.map(({ winner = '' }) => winner);
}

const first = aLandedPlay({ playId: 'p1', source: 'shard-1', ingestedAtMs: at('2025-04-30T13:00:00Z') });
const again = aLandedPlay({ playId: 'p1', source: 'shard-2', ingestedAtMs: at('2025-04-30T14:00:00Z') });
const other = aLandedPlay({ playId: 'p1', source: 'shard-3', ingestedAtMs: at('2025-04-30T15:00:00Z'), trackId: 't2' });

async function begin(holder: string): Promise<string> {
  const begun = await beginCompaction(holder, desk.ports);
  return begun.kind === 'selected' ? begun.run : expect.fail(begun.kind);
}

describe('compaction', () => {
  it('keeps the first arrival of a play, counts every further one, and as a conflict one with other content (R6)', async () => {
    await desk.land('all', [other, again, first, aLandedPlay({ playId: 'p2' })]);

    expect(await desk.compact()).toMatchObject({ plays: 2, duplicates: 2, conflicts: 1, superseded: 0 });
    expect(await winners()).toEqual(['p1 shard-1', 'p2 shard-0']);
  });

  it('lets an earlier arrival that lands later beat a winner, and reads an object twice without a duplicate', async () => {
    await desk.land('later', [again, other]);
    const one = await desk.compact();
    await desk.land('later', [again, other, aLandedPlay({ playId: 'p3', ingestedAtMs: again.ingestedAtMs })]);
    const two = await desk.compact();
    await desk.land('earlier', [first]);
    const three = await desk.compact();

    expect(one).toMatchObject({ plays: 1, duplicates: 1, conflicts: 1 });
    expect(two).toMatchObject({ plays: 1, duplicates: 0 });
    expect(three).toMatchObject({ plays: 1, duplicates: 1, superseded: 1 });
    expect(await winners()).toEqual(['p1 shard-1', 'p3 shard-0']);
    expect(await desk.compact()).toBeUndefined();
  });

  it('does nothing when everything that landed is compacted', async () => {
    await desk.land('all', [first]);
    await desk.compact();
    const before = await desk.lake();

    expect(await desk.compact()).toBeUndefined();
    expect(await desk.lake()).toEqual(before);
  });

  it('takes plays of more days than one UNLOAD may write in several parts', async () => {
    const days = Array.from({ length: 120 }, (_, day) =>
      aLandedPlay({ playId: `d${day}`, playedAtMs: at('2025-01-01T00:00:00Z') + day * 86_400_000 }),
    );
    await desk.land('all', days);

    expect(await desk.compact()).toMatchObject({ plays: 120, parts: 2 });
    expect(await winners()).toHaveLength(120);
  });

  it('merges runs that have become many into one, which says what they said together', async () => {
    await desk.land('later', [again]);
    await desk.compact();
    await desk.land('earlier', [first, aLandedPlay({ playId: 'p2', countryId: 'GB' })]);
    await desk.compact();
    const before = await winners();

    const merged = await desk.compact('test', 2);
    await desk.land('other', [other]);
    const next = await desk.compact();

    expect(merged).toMatchObject({ tier: 1, plays: 3, duplicates: 1, superseded: 1 });
    expect(next).toMatchObject({ tier: 0, plays: 0, duplicates: 1, conflicts: 1 });
    expect((await desk.lake()).runs.map(({ run }) => run)).toEqual([merged?.run, next?.run]);
    expect(await winners()).toEqual(before);
    const seal = await sealPlays(thePeriod('GB_2025_04'), desk.sealPorts);
    expect(seal).toMatchObject({ plays: 1 });
  });

  it('two at once: one has the lease, the other waits for it', async () => {
    await desk.land('all', [first]);
    const begun = await Promise.all(['a', 'b', 'c'].map((holder) => beginCompaction(holder, desk.ports)));

    expect(begun.map(({ kind }) => kind).sort()).toEqual(['busy', 'busy', 'selected']);
  });
});

describe('a run that crashes', () => {
  it.each(['begun', 'judged', 'half written', 'written'])(
    'once it was %s counts for nothing, and the next one finds all of it',
    async (reached) => {
      await desk.land('all', [first, again, aLandedPlay({ playId: 'p2' })]);
      const crashed = await begin('crashed');
      const crash = () => Promise.reject(new Error('crash'));
      const queries: CompactionQueries = {
        ...desk.ports.queries,
        ...(reached === 'begun' && { judge: crash }),
        ...(reached === 'judged' && { count: crash }),
      };
      const died = compactPlays(crashed, { ...desk.ports, queries });
      if (reached === 'begun' || reached === 'judged') await expect(died).rejects.toThrow('crash');
      else await died;
      if (reached === 'half written')
        await desk.ports.queries.judge({
          run: 'r000000009999',
          number: 9999,
          hours: ['2025-04-30T13'],
          runs: ['none'],
          fromMs: 0,
        });

      expect(await winners()).toEqual([]);
      const later = { now: () => instantOf(cloud.context.clock.now() + LEASE_MILLISECONDS) };
      expect(await beginCompaction('next', desk.ports)).toMatchObject({ kind: 'busy' });
      const next = await beginCompaction('next', { ...desk.ports, clock: later });
      const run = next.kind === 'selected' ? next.run : expect.fail(next.kind);
      await compactPlays(run, desk.ports);
      await registerRun(run, desk.ports);

      expect(await winners()).toEqual(['p1 shard-1', 'p2 shard-0']);
      expect(await listKeys(desk.s3, 'royalty-lake', `play_arrivals/compaction_run=${crashed}`)).toEqual([]);
    },
  );

  it('and wakes after another took its lease can no longer count', async () => {
    await desk.land('all', [first]);
    const slow = await begin('one execution');
    await compactPlays(slow, desk.ports);
    await desk.compact('one execution');

    await expect(registerRun(slow, desk.ports)).rejects.toMatchObject({ name: 'CompactionOvertaken' });
    await abandonCompaction(slow, desk.ports);
    expect(await winners()).toEqual(['p1 shard-1']);
  });

  it('after it counted, says so when it is asked again, and cannot be abandoned', async () => {
    await desk.land('all', [first, again]);
    const run = await begin('test');
    await compactPlays(run, desk.ports);
    const counted = await registerRun(run, desk.ports);

    expect(await registerRun(run, desk.ports)).toEqual(counted);
    await abandonCompaction(run, desk.ports);
    expect(await winners()).toEqual(['p1 shard-1']);
  });

  it('is void when a period was sealed since it began: a sealed winner is never beaten (R3)', async () => {
    await desk.land('later', [again]);
    await desk.compact();
    await desk.land('earlier', [first]);
    const run = await begin('test');
    await compactPlays(run, desk.ports);
    const seal = await sealPlays(thePeriod('US_2025_04'), desk.sealPorts);

    await expect(registerRun(run, desk.ports)).rejects.toMatchObject({ name: 'CompactionOvertaken' });
    await abandonCompaction(run, desk.ports);
    expect(await desk.compact()).toMatchObject({ plays: 0, duplicates: 1, superseded: 0 });
    expect(await winners()).toEqual(['p1 shard-2']);
    expect(seal.plays).toBe(1);
  });
});
