import { useQuery } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import { ApiProblem } from '#console/api/problem.ts';
import { Count } from '#console/ui/amount.tsx';
import { Hash } from '#console/ui/hash.tsx';
import { InstantText } from '#console/ui/instant.tsx';
import { Figures, Panel } from '#console/ui/page.tsx';
import { Notice, QueryView } from '#console/ui/query-view.tsx';

/** The proof that a transaction stands under the seal of its day; anybody with the seal can check it without us. */
export function ProofPanel({ transactionId }: { readonly transactionId: string }) {
  const query = useQuery({
    queryKey: ['proof', transactionId],
    queryFn: () => answered(api.GET('/v1/ledger/transactions/{id}/proof', { params: { path: { id: transactionId } } })),
  });
  const isNotYet = query.error instanceof ApiProblem && [404, 409].includes(query.error.status);
  return (
    <Panel title="Inclusion proof">
      {isNotYet ? (
        <Notice tone="info">{query.error?.message}</Notice>
      ) : (
        <QueryView query={query}>
          {(proof) => (
            <Figures
              items={[
                { label: 'Day sealed', value: proof.seal.day },
                { label: 'Sealed at', value: <InstantText at={proof.seal.sealed_at} /> },
                { label: 'Leaf', value: <Hash value={proof.leaf_hash} /> },
                { label: 'Its place', value: <Count value={proof.leaf_index} /> },
                { label: 'Transactions that day', value: <Count value={proof.tree_size} /> },
                { label: 'Steps to the root', value: <Count value={proof.path.length} /> },
                { label: 'Root', value: <Hash value={proof.root} /> },
                { label: 'Seal', value: <Hash value={proof.seal_hash} /> },
                { label: 'Seal before', value: <Hash value={proof.seal.previous_seal_hash} /> },
              ]}
            />
          )}
        </QueryView>
      )}
    </Panel>
  );
}
