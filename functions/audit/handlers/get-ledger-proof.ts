import { getLedgerProof } from '#audit/api';
import { leafHash } from '#audit/merkle';
import { leafText } from '#audit/seal';
import { proveTransaction } from '#audit/steps/prove-transaction';
import { problem } from '#kernel/api/problem';
import { unreachable } from '#kernel/errors';
import { sealBook } from '#platform/compose/audit';
import { ledgerAccess } from '#platform/compose/ledger';
import { httpHandler } from '#platform/http/http-handler';

const book = sealBook();

export const handler = httpHandler(getLedgerProof, async ({ params: { id } }) => {
  const outcome = await proveTransaction({ store: ledgerAccess().store, book }, id);
  switch (outcome.kind) {
    case 'proven': {
      const { leaf, leafIndex, path, seal, sealHash, content = null, entries } = outcome.proof;
      return {
        status: 200,
        body: {
          transaction_id: id,
          content,
          entries: [...entries],
          leaf: { ...leaf, entries: leaf.entries.map(([shard, sequence, hash]) => [shard, sequence, hash]) },
          leaf_hash: leafHash(leafText(leaf)),
          leaf_index: leafIndex,
          tree_size: seal.transactions,
          path: [...path],
          root: seal.root,
          seal,
          seal_hash: sealHash,
        },
      };
    }
    case 'unknown':
      return problem(404, 'transaction-not-found', `No journal transaction ${id}`);
    case 'not-posted':
      return problem(409, 'not-posted', `${id} is ${outcome.state}; only what was posted is under a seal`);
    case 'not-sealed':
      return problem(409, 'not-sealed-yet', `${outcome.day} is sealed by the first audit after it is over`);
    case 'differs':
      return problem(409, 'differs-from-seal', `${outcome.detail}; the seal of ${outcome.day} stands`);
    default:
      return unreachable(outcome);
  }
});
