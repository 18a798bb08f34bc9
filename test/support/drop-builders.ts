import type { Drop, DroppedObject } from '#drops/drop';
import { anInstant } from '#test/support/instants';

export function aDroppedObject(object: Partial<DroppedObject> = {}): DroppedObject {
  return {
    bucket: 'royalty-drops',
    key: 'catalog/tracks.csv',
    etag: 'e1',
    size: 10,
    sequencer: '01',
    droppedAt: anInstant('2025-05-01T10:00:00Z'),
    ...object,
  };
}

export function aDrop(drop: Partial<Drop> = {}): Drop {
  return {
    dropId: 'd_1',
    kind: 'catalog',
    bucket: 'royalty-drops',
    key: 'catalog/tracks.csv',
    etag: 'e1',
    size: 10,
    status: 'accepted',
    droppedAt: anInstant('2025-05-01T10:00:00Z'),
    updatedAt: anInstant('2025-05-01T10:00:01Z'),
    counts: {},
    errors: [],
    warnings: [],
    ...drop,
  };
}
