import { useQuery } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import { Count } from '#console/ui/amount.tsx';
import { wordsOf } from '#console/ui/badge.tsx';
import { Hash } from '#console/ui/hash.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';

const ADDRESSES_LAST_MILLISECONDS = 240_000;

/** What goes to the banks, with the checksum that stands on every reservation. */
export function RunFiles({ runId, state }: { readonly runId: string; readonly state: string }) {
  const query = useQuery({
    // With the state, so that they are asked for again as soon as a run that was approved has written them.
    queryKey: ['payout-files', runId, state],
    queryFn: () => answered(api.GET('/v1/payout-runs/{id}/files', { params: { path: { id: runId } } })),
    refetchInterval: ADDRESSES_LAST_MILLISECONDS,
  });
  return (
    <Panel title="Files" flush>
      <QueryView
        query={query}
        isEmpty={({ items }) => items.length === 0}
        empty={<Empty title="None before it is submitted" />}
      >
        {({ items }) => (
          <Table
            label="Payout files"
            rows={items}
            keyOf={(file) => file.name}
            columns={[
              { title: 'File', cell: (file) => <a href={file.download_url}>{file.name}</a> },
              { title: 'Rail', cell: (file) => wordsOf(file.rail) },
              { title: 'Payments', isNumeric: true, cell: (file) => <Count value={file.payments} /> },
              { title: 'SHA-256', cell: (file) => <Hash value={file.checksum} /> },
            ]}
          />
        )}
      </QueryView>
    </Panel>
  );
}
