import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { playOf, readRecord } from '#plays/read-play';
import { splitLines } from '#plays/split-lines';
import { bytesOf } from '#test/support/bytes';
import { at } from '#test/support/plays/play-builders';
import { samplesFolder } from '#test/support/samples-folder';

/** Listening events of other services, that nobody here wrote; kept beside the project, never in it. */
const folder = join(samplesFolder, 'listening-events');
const samples = existsSync(folder) ? readdirSync(folder).filter((name) => name !== 'README.md') : [];

describe.skipIf(samples.length === 0)('listening events of other services', () => {
  it.each(samples)('%s is quarantined line by line, each with every reason, and stops nothing', async (name) => {
    const text = readFileSync(join(folder, name), 'utf8');
    let lines = 0;
    for await (const batch of splitLines(bytesOf(text, 7), 1_048_576))
      for (const { bytes } of batch) {
        lines += 1;
        const normalised = playOf(readRecord(bytes), { ingestedAtMs: at('2025-06-03T16:30:00Z') });
        expect(normalised.kind, Buffer.from(bytes).toString()).toBe('quarantined');
      }

    expect(lines).toBeGreaterThan(0);
  });

  it('a whole listen lacks every field of ours and is told so', () => {
    const [line = ''] = readFileSync(join(folder, 'listens_mixed_validity.jsonl'), 'utf8').split('\n');

    const normalised = playOf(readRecord(Buffer.from(line)), { ingestedAtMs: at('2025-06-03T16:30:00Z') });

    expect(normalised).toMatchObject({
      quarantined: {
        reasons: [
          'play_id_missing',
          'user_id_missing',
          'track_id_missing',
          'country_id_missing',
          'context_type_missing',
          'duration_played_s_missing',
          'played_at_ms_missing',
        ],
      },
    });
  });
});
