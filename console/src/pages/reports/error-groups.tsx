import { useQuery } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import { countText } from '#console/money/amount.ts';
import { wordsOf } from '#console/ui/badge.tsx';
import { Panel } from '#console/ui/page.tsx';
import { QueryView } from '#console/ui/query-view.tsx';
import { Table } from '#console/ui/table.tsx';

interface ErrorGroup {
  readonly type: string;
  readonly count: number;
  readonly examples: readonly {
    readonly line: number;
    readonly sheet: string;
    readonly column: string;
    readonly value: string;
    readonly expected: string;
  }[];
}

/** What is wrong with a file, by kind, each with the very cell as it stands there. */
export function ErrorGroups({ reportId }: { readonly reportId: string }) {
  const query = useQuery({
    queryKey: ['report-errors', reportId],
    queryFn: () => answered(api.GET('/v1/reports/{id}/errors', { params: { path: { id: reportId } } })),
  });
  return (
    <QueryView query={query}>
      {(errors) => (
        <Panel
          title={`${countText(errors.count)} ${errors.count === 1 ? 'error' : 'errors'}: nothing of it is posted`}
          note={errors.download_url !== null && <a href={errors.download_url}>Download them all</a>}
          flush
        >
          <ErrorTables groups={errors.groups} />
        </Panel>
      )}
    </QueryView>
  );
}

export function ErrorTables({ groups }: { readonly groups: readonly ErrorGroup[] }) {
  return groups.map((group) => (
    <div key={group.type} className="stack-s error-group">
      <h3>
        {wordsOf(group.type)} <span className="muted">· {countText(group.count)}</span>
      </h3>
      <Table
        label={wordsOf(group.type)}
        rows={group.examples.map((example, place) => ({ ...example, place }))}
        keyOf={(row) => String(row.place)}
        columns={[
          { title: 'Line', isNumeric: true, cell: (row) => (row.line === 0 ? 'File' : countText(row.line)) },
          { title: 'Column', cell: (row) => row.column || '—' },
          { title: 'Stands there', cell: (row) => <span className="cell-bad">{row.value || '(empty)'}</span> },
          { title: 'Would be right', cell: (row) => row.expected },
        ]}
      />
    </div>
  ));
}
