import { instantOf } from '#kernel/time/clock';
import { aClock } from '#test/support/ledger/builders';
import { memoryLanding } from '#test/support/plays/intake-memory';
import { at } from '#test/support/plays/play-builders';
import { describePlayLake } from '#test/support/plays/play-lake-contract';
import { landRows } from '#test/support/plays/play-lake-desk';
import { memoryCompaction } from '#test/support/simulation/memory-compaction';
import { memoryFlags, memorySeals } from '#test/support/simulation/memory-seals';

describePlayLake(
  'the play lake in memory, of the simulation',
  async () => {
    const clock = aClock(instantOf(at('2025-07-01T00:00:00Z')));
    const { landing, objects } = memoryLanding();
    const seals = memorySeals(() => compaction, objects);
    const compaction = memoryCompaction(objects, seals.marks);
    const flags = memoryFlags(seals.files, []);
    return {
      compaction: { ...compaction.ports, clock },
      seal: { ...seals, documents: compaction.ports.documents, clock },
      flags: { ...flags, seals: seals.book, objects: seals.objects, clock },
      land: (name, rows) => landRows(landing, name, rows),
      sealedPlays: async (seal) =>
        seal.objects.flatMap(({ key }) => (seals.files.plays.get(key) ?? []).map(({ playId }) => playId)).sort(),
    };
  },
  Array.from({ length: 100 }, (_, index) => index + 1),
);
