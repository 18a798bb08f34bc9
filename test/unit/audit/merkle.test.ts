import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditPath, leafHash, merkleRoot } from '#audit/merkle';
import { leafText } from '#audit/seal';
import { canonicalJson } from '#kernel/canonical-json';
import { faultsOfProof } from '../../../docs/verify-proof.mjs';

/** The leaves and roots of the reference tests of Certificate Transparency, for which RFC 6962 was written. */
const LEAVES = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(
  (hex) => Buffer.from(hex, 'hex').toString('utf8'),
);
const ROOTS = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];

it('a leaf is the canonical JSON of its transaction, whatever its names are', () => {
  const entry = fc.tuple(fc.string({ unit: 'binary' }), fc.maxSafeNat(), fc.string());
  const sealed = fc.record({
    transaction_id: fc.string({ unit: 'binary' }),
    content_hash: fc.string(),
    entries: fc.array(entry, { maxLength: 4 }),
  });

  fc.assert(fc.property(sealed, (transaction) => leafText(transaction) === canonicalJson(transaction)));
});

describe('a Merkle tree', () => {
  it('of nothing has the hash of nothing', () => {
    expect(merkleRoot([])).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
  });

  it.each(ROOTS.map((root, index) => [index + 1, root] as const))(
    'of %i leaves has the published root',
    (count, root) => {
      expect(merkleRoot(LEAVES.slice(0, count).map(leafHash))).toBe(root);
    },
  );

  it('gives every leaf a path that the stand-alone verifier follows to the root, and no other leaf', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.nat(), fc.nat(), (size, at, elsewhere) => {
        const leaves = Array.from({ length: size }, (_, index) => ({
          transaction_id: `t${index}`,
          content_hash: '',
          entries: [],
        }));
        const textOf = (leaf: (typeof leaves)[number]) =>
          `{"content_hash":"","entries":[],"transaction_id":"${leaf.transaction_id}"}`;
        const hashes = leaves.map((leaf) => leafHash(textOf(leaf)));
        const index = at % size;
        const faultsAt = (leafIndex: number) => {
          const leaf = leaves[index] ?? expect.fail('a leaf');
          const root = merkleRoot(hashes);
          const proof = {
            ...{ transaction_id: leaf.transaction_id, content: null, entries: [], leaf, leaf_hash: hashes[index] },
            ...{ leaf_index: leafIndex, tree_size: size, path: auditPath(hashes, index), root },
            seal: { root, transactions: size },
          };
          return faultsOfProof(proof).filter((fault) => fault.startsWith('the path'));
        };

        expect(faultsAt(index)).toEqual([]);
        const other = elsewhere % (2 * size);
        if (other !== index) expect(faultsAt(other)).not.toEqual([]);
      }),
    );
  });
});
