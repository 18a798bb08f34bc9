import { describe, expect, it } from 'vitest';
import { importPlays, type PlayDrop } from '#plays/steps/import-plays';
import { Crash, crashing, crashPlans } from '#test/support/crash';
import { anInstant } from '#test/support/instants';
import { memoryClaims, memoryLanding, memoryPlayFiles } from '#test/support/plays/intake-memory';
import { aPlayRecord, at } from '#test/support/plays/play-builders';
import { ndjson } from '#test/support/plays/play-files';

const plays = (count: number) => Array.from({ length: count }, (_, index) => aPlayRecord({ play_id: `p${index}` }));
const files = memoryPlayFiles({
  april: ndjson([...plays(5), 'broken']),
  blank: '\n\n',
  archive: ndjson(
    ['2025-04-30T13:59:59Z', '2025-04-30T14:00:00Z'].map((arrived) => aPlayRecord({ ingested_at_ms: at(arrived) })),
  ),
});

const aDrop = (overrides: Partial<PlayDrop> = {}): PlayDrop => ({
  dropId: 'd_1',
  bucket: 'royalty-drops',
  key: 'plays/april.ndjson',
  contentHash: 'hash',
  archiveKey: 'april',
  droppedAt: anInstant('2025-05-01T12:00:00Z'),
  isArchive: false,
  ...overrides,
});

describe('importing dropped plays', () => {
  it('killed before or after any write and run again lands the same, once', async () => {
    const whole = memoryLanding();
    await importPlays(aDrop(), { files, landing: whole.landing, claims: memoryClaims() });

    for (const plan of crashPlans(4)) {
      const lake = memoryLanding();
      const claims = memoryClaims();
      const crash = crashing(plan);
      const crashingLanding = {
        open: async () => crash.wrap(await lake.landing.open(), ['publish']),
      };
      const ports = { files, landing: crashingLanding, claims: crash.wrap(claims, ['claim', 'complete']) };
      await importPlays(aDrop(), ports).catch((error: unknown) => expect(error).toBeInstanceOf(Crash));

      const outcome = await importPlays(aDrop(), { files, landing: lake.landing, claims });

      expect(outcome, JSON.stringify(plan)).toMatchObject({
        kind: 'imported',
        isRepeated: false,
        counts: { accepted: 5, quarantined: 1, quarantined_not_json: 1 },
      });
      expect(lake.objects, JSON.stringify(plan)).toEqual(whole.objects);
    }
  });

  it('dropped again later changes nothing, not even their arrival', async () => {
    const lake = memoryLanding();
    const ports = { files, landing: lake.landing, claims: memoryClaims() };
    await importPlays(aDrop(), ports);
    const before = new Map(lake.objects);

    const again = await importPlays(aDrop({ dropId: 'd_2', droppedAt: anInstant('2025-05-09T12:00:00Z') }), ports);

    expect(again).toMatchObject({ isRepeated: true, counts: { accepted: 5 } });
    expect(lake.objects).toEqual(before);
  });

  it('dropped again after the first import never ended arrive when they were first dropped (R3)', async () => {
    const lake = memoryLanding();
    const claims = memoryClaims();
    const crash = crashing({ at: 0, when: 'before' });
    const dying = { open: async () => crash.wrap(await lake.landing.open(), ['publish']) };
    await importPlays(aDrop(), { files, landing: dying, claims }).catch(() => undefined);

    const later = aDrop({ dropId: 'd_2', droppedAt: anInstant('2025-05-09T12:00:00Z') });
    await importPlays(later, { files, landing: lake.landing, claims });

    const rows = [...lake.objects.values()].flat();
    expect(new Set(rows.map(({ ingestedAtMs }) => ingestedAtMs))).toEqual(new Set([at('2025-05-01T12:00:00Z')]));
    expect([...lake.objects.keys()].every((key) => key.includes('drop-d_1-'))).toBe(true);
  });

  it('other content under the same key, or the same under another key, is another source', async () => {
    const lake = memoryLanding();
    const ports = { files, landing: lake.landing, claims: memoryClaims() };
    await importPlays(aDrop(), ports);
    await importPlays(aDrop({ dropId: 'd_2', contentHash: 'other' }), ports);
    await importPlays(aDrop({ dropId: 'd_3', key: 'plays/copy.ndjson' }), ports);

    const sources = new Set([...lake.objects.values()].flat().map(({ source }) => source));
    expect([...sources]).toEqual([
      's3://royalty-drops/plays/april.ndjson#hash',
      's3://royalty-drops/plays/april.ndjson#other',
      's3://royalty-drops/plays/copy.ndjson#hash',
    ]);
  });

  it('of an archive are filed by the hour of their own arrival, from both sides of the hour', async () => {
    const lake = memoryLanding();
    const drop = aDrop({ archiveKey: 'archive', key: 'plays-archive/april.ndjson', isArchive: true });

    await importPlays(drop, { files, landing: lake.landing, claims: memoryClaims() });

    expect([...lake.objects.keys()].map((key) => key.split('/')[1])).toEqual([
      'arrival_hour=2025-04-30T13',
      'arrival_hour=2025-04-30T14',
    ]);
  });

  it('of a file without records are refused, and nothing lands', async () => {
    const lake = memoryLanding();

    const outcome = await importPlays(aDrop({ archiveKey: 'blank' }), {
      files,
      landing: lake.landing,
      claims: memoryClaims(),
    });

    expect(outcome).toMatchObject({ kind: 'refused', errors: [{ code: 'empty_file' }] });
    expect(lake.objects.size).toBe(0);
  });
});
