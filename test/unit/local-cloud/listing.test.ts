import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { listObjects } from '#infra/local/engines/s3/listing';
import type { ObjectRecord } from '#infra/local/engines/s3/object-record';

const segment = fc.constantFrom('a', 'b', 'é', '～', '😀');
const key = fc.array(segment, { minLength: 1, maxLength: 4 }).map((segments) => segments.join('/'));

describe('a listing', () => {
  it('gives every page of the keys under a prefix in byte order, rolled up at the delimiter', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(key, { maxLength: 40 }),
        fc.constantFrom('', 'a', 'a/', 'é/b', '😀/'),
        fc.constantFrom(undefined, '/'),
        fc.integer({ min: 1, max: 7 }),
        (keys, prefix, delimiter, limit) => {
          const { index } = indexOf(keys);
          const found: string[] = [];
          for (let after: string | undefined = ''; after !== undefined; ) {
            const page = listObjects(index, { bucket: 'b', prefix, delimiter, after, limit });
            found.push(...inBytes([...page.objects.map((object) => object.key), ...page.commonPrefixes]));
            after = page.isTruncated ? page.last : undefined;
          }
          const rolled = keys
            .filter((name) => name.startsWith(prefix))
            .map((name) => {
              const at = delimiter === undefined ? -1 : name.indexOf(delimiter, prefix.length);
              return at < 0 ? name : name.slice(0, at + 1);
            });
          expect(found).toEqual(inBytes([...new Set(rolled)]));
        },
      ),
    );
  });

  it('reads little beside what it gives', () => {
    const folders = Array.from({ length: 700 }, (_, index) => `hours/${String(index).padStart(3, '0')}/`);
    const { index, read } = indexOf(folders.flatMap((folder) => [`${folder}1`, `${folder}2`]));
    const list = (prefix: string, delimiter?: string) =>
      listObjects(index, { bucket: 'b', prefix, delimiter, after: '', limit: 1000 });

    expect(list('hours/', '/').commonPrefixes).toEqual(folders);
    expect(read()).toBe(700);
    expect(list('hours/007/').objects).toHaveLength(2);
    expect(read()).toBe(702);
  });
});

const inBytes = (keys: readonly string[]) =>
  keys.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));

/** An index of `keys` that counts the records it gives. */
function indexOf(keys: readonly string[]) {
  const sorted = inBytes(keys);
  let count = 0;
  const objectsFrom = (bucket: string, from: Uint8Array, limit: number, below: Uint8Array = Uint8Array.of(0xff)) => {
    const isWithin = (name: string) =>
      Buffer.compare(Buffer.from(name), from) >= 0 && Buffer.compare(Buffer.from(name), below) < 0;
    const records = sorted.filter(isWithin).slice(0, limit);
    count += records.length;
    return records.map((name) => recordOf(bucket, name));
  };
  return { index: { objectsFrom }, read: () => count };
}

function recordOf(bucket: string, name: string): ObjectRecord {
  const headers = { system: {}, user: {}, checksums: {} };
  return { bucket, key: name, file: '', sizeBytes: 1, etag: '', modifiedAtMilliseconds: 0, headers };
}
