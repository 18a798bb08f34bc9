import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { sha256Hex } from '#kernel/digest';
import { QueryFailed } from '#platform/clients/athena-queries';
import { createFlagQueries } from '#plays/adapters/athena-flag-queries';
import { createSealBook } from '#plays/adapters/control-seal-book';
import type { PlaySeal } from '#plays/ports';
import type { SealPlaysPorts } from '#plays/steps/seal-plays';
import { sealPlays } from '#plays/steps/seal-plays';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';
import { at } from '#test/support/plays/play-builders';
import { describePlayLake } from '#test/support/plays/play-lake-contract';
import { aLandedPlay, type PlayToLand, playLakeDesk, thePeriod } from '#test/support/plays/play-lake-desk';

let cloud: LocalCloud;
let desk: ReturnType<typeof playLakeDesk>;

beforeAll(async () => {
  cloud = await startTestCloud({ startAt: '2025-07-01T00:00:00Z' });
  desk = playLakeDesk(cloud);
});

afterAll(async () => {
  desk.close();
  await cloud.stop();
});

async function landed(name: string, plays: readonly PlayToLand[]): Promise<void> {
  await desk.land(name, plays.map(aLandedPlay));
  await desk.compact();
}

async function sealed(periodId: string): Promise<readonly string[]> {
  return await sealedPlays(await sealPlays(thePeriod(periodId), desk.sealPorts));
}

async function sealedPlays({ periodId, run }: PlaySeal): Promise<readonly string[]> {
  const rows = await desk.athena.rows('select play_id from plays_sealed where period_id = ? and run = ? order by 1', {
    parameters: [periodId, run],
  });
  return rows.map(({ play_id = '' }) => play_id);
}

describe('a seal', () => {
  it('the grace window is about arrival: a play of 1 to 7 May counts in May only, though April still admits (R1)', async () => {
    await landed('grace', [
      {
        playId: 'last-of-april',
        playedAtMs: at('2025-04-30T23:59:59.999Z'),
        ingestedAtMs: at('2025-05-07T23:59:59.999Z'),
      },
      { playId: 'at-cutoff', playedAtMs: at('2025-04-30T23:59:59.999Z'), ingestedAtMs: at('2025-05-08T00:00:00Z') },
      { playId: 'first-of-may', playedAtMs: at('2025-05-01T00:00:00Z'), ingestedAtMs: at('2025-05-01T00:00:01Z') },
      { playId: 'in-grace', playedAtMs: at('2025-05-06T12:00:00Z'), ingestedAtMs: at('2025-05-06T12:00:01Z') },
    ]);

    expect(await sealed('US_2025_04')).toEqual(['last-of-april']);
    expect(await sealed('US_2025_05')).toEqual(['first-of-may', 'in-grace']);
  });

  it('names every object with its rows and tag, and counts the month by played_at and country', async () => {
    const gb = { countryId: 'GB', playedAtMs: at('2025-04-10T00:00:00Z'), ingestedAtMs: at('2025-04-10T00:01:00Z') };
    await landed('gb', [
      { ...gb, playId: 'g1' },
      { ...gb, playId: 'g1', source: 'shard-9' },
      { ...gb, playId: 'g1', source: 'shard-9', position: '9', trackId: 't9' },
      { ...gb, playId: 'g2', durationPlayedSeconds: 3 },
      { ...gb, playId: 'g3', ingestedAtMs: at('2025-05-08T00:00:01Z') },
    ]);

    const seal = await sealPlays(thePeriod('GB_2025_04'), desk.sealPorts);

    expect(seal).toMatchObject({ plays: 2, latePlays: 1, duplicatePlays: 2, quarantinedPlays: 0 });
    expect(seal.objects.reduce((sum, { rows }) => sum + rows, 0)).toBe(2);
    expect(seal.objects.every(({ etag, bytes }) => /^".+"$/.test(etag) && bytes > 0)).toBe(true);
    expect(seal.manifestHash).toMatch(/^[0-9a-f]{64}$/);
    expect(seal.manifestKey).toContain(seal.manifestHash);
    expect(await desk.sealPorts.book.find('GB_2025_04')).toEqual(seal);
  });

  it('of a month without a play is empty and still sealed', async () => {
    const seal = await sealPlays(thePeriod('FR_2025_04'), desk.sealPorts);

    expect(seal.plays).toBe(0);
    expect(seal.objects.every(({ rows }) => rows === 0)).toBe(true);
  });

  it('happens once: two at once and one later answer with the same, whatever arrives meanwhile', async () => {
    const de = { countryId: 'DE', playedAtMs: at('2025-04-10T00:00:00Z'), ingestedAtMs: at('2025-04-10T00:01:00Z') };
    await landed('de', [{ ...de, playId: 'e1' }]);
    const seal = () => sealPlays(thePeriod('DE_2025_04'), desk.sealPorts);

    const [one, two] = await Promise.all([seal(), seal()]);
    await landed('de-late', [{ ...de, playId: 'e2', source: 'shard-7' }]);

    expect(two).toEqual(one);
    expect(await seal()).toEqual(one);
    expect(one.plays).toBe(1);
  });

  it.each(['writeSealed', 'countSealed', 'counts', 'storeManifest'] as const)(
    'that crashes at %s goes on with the plays that it began with, though more were compacted since',
    async (crashed) => {
      const countryId = { writeSealed: 'IT', countSealed: 'ES', counts: 'SE', storeManifest: 'NO' }[crashed];
      const play = { countryId, playedAtMs: at('2025-04-10T00:00:00Z'), ingestedAtMs: at('2025-04-10T00:01:00Z') };
      await landed(countryId, [{ ...play, playId: `${countryId}-1` }]);
      const crash = () => Promise.reject(new Error('crash'));
      const { queries, objects } = desk.sealPorts;
      const ports: SealPlaysPorts = {
        ...desk.sealPorts,
        queries: { ...queries, ...(crashed !== 'storeManifest' && { [crashed]: crash }) },
        objects: { ...objects, ...(crashed === 'storeManifest' && { storeManifest: crash }) },
      };

      await expect(sealPlays(thePeriod(`${countryId}_2025_04`), ports)).rejects.toThrow('crash');
      await landed(`${countryId}-2`, [{ ...play, playId: `${countryId}-2`, source: 'shard-8' }]);

      expect(await sealed(`${countryId}_2025_04`)).toEqual([`${countryId}-1`]);
    },
  );

  it('that read the head of the lake before a run counted begins over that run’s plays after all', async () => {
    await landed('before-the-race', [{ playId: 'seen', countryId: 'NZ', playedAtMs: at('2025-04-10T00:00:00Z') }]);
    const { heads } = desk.ports;
    const heard: (string | undefined)[] = [];
    const book = createSealBook({
      dynamodb: new DynamoDBClient(clientOptions(cloud)),
      controlTable: 'royalty-control',
      s3: desk.s3,
      lakeBucket: 'royalty-lake',
      heads: {
        async head() {
          const head = await heads.head();
          heard.push(head.lakeKey);
          if (heard.length === 1)
            await landed('in-between', [{ playId: 'raced', countryId: 'NZ', playedAtMs: at('2025-04-11T00:00:00Z') }]);
          return head;
        },
      },
    });

    const seal = await sealPlays(thePeriod('NZ_2025_04'), { ...desk.sealPorts, book });

    expect(heard).toHaveLength(2);
    expect(heard[1]).not.toBe(heard[0]);
    expect(await sealedPlays(seal)).toEqual(['raced', 'seen']);
    expect(await book.begun('NZ_2025_04')).toMatchObject({ lakeKey: heard[1] });
  });

  it('whose query failed writes to another run the next time', async () => {
    const play = { countryId: 'JP', playedAtMs: at('2025-04-10T00:00:00Z'), ingestedAtMs: at('2025-04-10T00:01:00Z') };
    await landed('jp', [{ ...play, playId: 'j1' }]);
    const failing = { ...desk.sealPorts.queries, writeSealed: () => Promise.reject(new QueryFailed('cancelled')) };

    await expect(sealPlays(thePeriod('JP_2025_04'), { ...desk.sealPorts, queries: failing })).rejects.toThrow(
      'cancelled',
    );
    const seal = await sealPlays(thePeriod('JP_2025_04'), desk.sealPorts);

    expect(seal).toMatchObject({ run: 's2', plays: 1 });
  });

  it('that counts another number than its objects hold is refused', async () => {
    const play = { countryId: 'BR', playedAtMs: at('2025-04-10T00:00:00Z'), ingestedAtMs: at('2025-04-10T00:01:00Z') };
    await landed('br', [{ ...play, playId: 'b1' }]);
    const lying = { ...desk.sealPorts.queries, countSealed: () => Promise.resolve({ rows: 2, plays: 1 }) };

    const refused = sealPlays(thePeriod('BR_2025_04'), { ...desk.sealPorts, queries: lying });

    await expect(refused).rejects.toMatchObject({ name: 'SealNotProven' });
    expect(await desk.sealPorts.book.find('BR_2025_04')).toBeUndefined();
  });

  it('of another cutoff than the first is a conflict, which names both', async () => {
    const period = thePeriod('MX_2025_04');
    await desk.sealPorts.book.begin(period, desk.sealPorts.clock.now());

    const other = sealPlays({ ...period, cutoffAtMs: period.cutoffAtMs + 1 }, desk.sealPorts);

    await expect(other).rejects.toMatchObject({ name: 'SealConflict' });
  });

  it('has a play once though its id came in two months and countries: the seal that began first has it', async () => {
    const april = { countryId: 'AU', playedAtMs: at('2025-04-30T23:00:00Z'), ingestedAtMs: at('2025-05-01T00:00:00Z') };
    const may = { countryId: 'NZ', playedAtMs: at('2025-05-01T10:00:00Z'), ingestedAtMs: at('2025-05-02T00:00:00Z') };
    await landed('nz', [{ ...may, playId: 'shared', source: 'shard-6' }]);
    expect(await sealed('NZ_2025_05')).toEqual(['shared']);
    await landed('au', [{ ...april, playId: 'shared', source: 'shard-5' }]);

    expect(await sealed('AU_2025_04')).toEqual([]);
    expect((await desk.sealPorts.book.find('AU_2025_04'))?.duplicatePlays).toBe(1);
  });

  it('has a manifest whose hash is that of its bytes', async () => {
    const seal = await desk.sealPorts.book.find('GB_2025_04');
    const text = await desk.text(seal?.manifestKey ?? expect.fail('no seal'));

    expect(sha256Hex(text)).toBe(seal?.manifestHash);
    expect(JSON.parse(text)).toMatchObject({ period_id: 'GB_2025_04', plays: 2, conflicting_plays: 1 });
  });
});

describePlayLake('the play lake of the cloud', async () => {
  await desk.clear();
  return {
    compaction: desk.ports,
    seal: desk.sealPorts,
    flags: {
      seals: desk.sealPorts.book,
      book: desk.flagBook,
      queries: createFlagQueries(desk.athena),
      objects: desk.sealPorts.objects,
      clock: desk.ports.clock,
    },
    land: (name, rows) => desk.land(name, rows),
    sealedPlays,
  };
}, [1]);
