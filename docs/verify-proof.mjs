#!/usr/bin/env node
// Verifies a proof of GET /v1/ledger/transactions/{id}/proof with nothing but Node: no other file, no network, no package.
//
//   node verify-proof.mjs PROOF.json [ROOT]
//
// ROOT is the root of the day as you have it from elsewhere; without it, the proof is held to the root that it names itself.
// What is verified is written down in ledger-proofs.md.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/** @param {readonly (string | Uint8Array)[]} parts */
const sha256 = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest('hex');

/** JSON with keys sorted and no spaces. @param {unknown} value @returns {string} */
function canonical(value) {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const object = /** @type {Record<string, unknown>} */ (value);
  return `{${Object.keys(object)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(object[key])}`)
    .join(',')}}`;
}

/** The root over a leaf by its path (RFC 9162, 2.1.3.2); undefined where the path has another length than the tree asks for. */
function rootBy(/** @type {string} */ leafHash, /** @type {any} */ { leaf_index: index, tree_size: size, path }) {
  if (!(Number.isInteger(index) && Number.isInteger(size) && index >= 0 && index < size)) return undefined;
  let [place, last, root] = [index, size - 1, leafHash];
  for (const sibling of path) {
    if (last === 0) return undefined;
    const other = Buffer.from(sibling, 'hex');
    const own = Buffer.from(root, 'hex');
    const isRight = place % 2 === 1 || place === last;
    root = isRight ? sha256(Buffer.of(1), other, own) : sha256(Buffer.of(1), own, other);
    if (isRight) while (place % 2 === 0 && place !== 0) [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? root : undefined;
}

/** Everything that is wrong with a proof, in sentences; none when it holds. @param {any} proof @param {string=} knownRoot */
export function faultsOfProof(proof, knownRoot) {
  const { transaction_id: id, content, entries, leaf, seal } = proof;
  /** @type {string[]} */
  const faults = [];
  const demand = (/** @type {boolean} */ holds, /** @type {string} */ fault) => {
    if (!holds) faults.push(fault);
  };
  demand(leaf.transaction_id === id, 'the leaf is of another transaction');
  if (content !== null) {
    demand(content.id === id, 'the content is of another transaction');
    demand(sha256(canonical(content)) === leaf.content_hash, 'the content does not have the hash that was sealed');
  }
  demand(entries.length === leaf.entries.length, 'the leaf names other entries than are shown');
  for (const [index, entry] of entries.entries()) {
    const [shard, sequence, hash] = leaf.entries[index] ?? [];
    const name = `entry ${entry.shard}/${entry.sequence}`;
    demand(entry.shard === shard && entry.sequence === sequence, `${name} is not the one that was sealed`);
    demand(entry.transaction_id === id, `${name} is of another transaction`);
    demand(entry.content_hash === leaf.content_hash, `${name} is of another content`);
    demand(sha256(canonical(entry)) === hash, `${name} does not have the hash that was sealed`);
  }
  const leafHash = sha256(Buffer.of(0), canonical(leaf));
  demand(leafHash === proof.leaf_hash, 'the leaf does not have the hash that is named');
  demand(seal.transactions === proof.tree_size, 'the seal counts other transactions than the proof');
  demand(rootBy(leafHash, proof) === proof.root, 'the path does not lead from the leaf to the root');
  demand(seal.root === proof.root, 'the seal has another root');
  demand(sha256(canonical(seal)) === proof.seal_hash, 'the seal does not have the hash that is named');
  if (knownRoot !== undefined) demand(proof.root === knownRoot, `the root is not ${knownRoot}`);
  return faults;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const [file, root] = process.argv.slice(2);
  if (file === undefined) {
    process.stderr.write('node verify-proof.mjs PROOF.json [ROOT]\n');
    process.exitCode = 1;
  } else {
    const proof = JSON.parse(readFileSync(file, 'utf8'));
    const faults = faultsOfProof(proof, root);
    for (const fault of faults) process.stdout.write(`WRONG: ${fault}\n`);
    if (faults.length === 0) {
      process.stdout.write(`${proof.transaction_id} is under the seal of ${proof.seal.day}, root ${proof.root}\n`);
      if (root === undefined) process.stdout.write('Compare that root with one that you have from elsewhere.\n');
    }
    process.exitCode = faults.length === 0 ? 0 : 2;
  }
}
