import { describe, expect, it } from 'vitest';
import { coolingOffUntil, type DestinationContent, destinationDigest, destinationOf } from '#holders/destination';
import { anInstant as at } from '#test/support/instants';

const A: DestinationContent = { holderId: 'H1', method: 'sepa', iban: 'DE89370400440532013000', verified: 'true' };
const B: DestinationContent = { ...A, iban: 'GB29NWBK60161331926819' };

const history = (...contents: readonly DestinationContent[]) =>
  contents.map((content, index) => ({ version: index + 1, content, droppedAt: at(`2025-04-0${index + 1}`) }));
const approvalOf = (content: DestinationContent, version: number) => ({
  digest: destinationDigest(content),
  version,
  approvedBy: 'eve',
  approvedAt: at('2025-04-08'),
});

describe('a destination', () => {
  it('that was the first is not a change, also when it is verified later', () => {
    const destination = destinationOf(history({ ...A, verified: 'false' }, A), []);

    expect(destination).toMatchObject({ version: 2 });
    expect(destination?.change).toBeUndefined();
  });

  it('that leads elsewhere is a change since the first version that did', () => {
    const destination = destinationOf(history(A, B, { ...B, verified: 'false' }), []);

    expect(destination?.change).toEqual({ changedAt: at('2025-04-02') });
    expect(destination && coolingOffUntil(destination, 3)).toBe(at('2025-04-05'));
  });

  it('is approved by its digest, from the version on that brought it', () => {
    expect(destinationOf(history(A, B), [approvalOf(B, 2)])?.change?.approval?.approvedBy).toBe('eve');
    expect(destinationOf(history(A, B), [approvalOf(A, 2)])?.change?.approval).toBeUndefined();
  });

  it('that comes back to an earlier place needs an approval of its own', () => {
    expect(destinationOf(history(A, B, A, B), [approvalOf(B, 2)])?.change?.approval).toBeUndefined();
  });
});
