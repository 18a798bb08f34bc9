import { memo } from 'react';
import { countText } from '#console/money/amount.ts';
import { HolderFrame } from '#console/pages/portal/holder-frame.tsx';
import { mutationPages } from '#console/pages/portal/holder-queries.ts';
import { type Mutation, MutationSource } from '#console/pages/portal/mutation-rows.tsx';
import { MutationsExport } from '#console/pages/portal/mutations-export.tsx';
import { FixedRows } from '#console/table/fixed-rows.tsx';
import { usePagedRows } from '#console/table/use-paged-rows.ts';
import { Amount } from '#console/ui/amount.tsx';
import { Button } from '#console/ui/button.tsx';
import { InstantText } from '#console/ui/instant.tsx';
import { useMedia } from '#console/ui/media.ts';
import { Panel } from '#console/ui/page.tsx';
import { Empty, Notice, QueryView } from '#console/ui/query-view.tsx';

const ROW_PIXELS = 44;
const NARROW_ROW_PIXELS = 68;

/** Every mutation of a holder. Only the rows that are seen are drawn, and the next page is fetched before it is needed. */
export function MutationsPage() {
  return <HolderFrame title="Your mutations">{(id) => <Mutations key={id} holderId={id} />}</HolderFrame>;
}

function Mutations({ holderId }: { readonly holderId: string }) {
  const { head, count, isWhole, rowAt, onSeen, failed } = usePagedRows<Mutation>(mutationPages(holderId));
  const isNarrow = useMedia('(max-width: 640px)');
  return (
    <Panel
      title="Mutations"
      note={
        <span className="row">
          {countText(count)} {isWhole ? 'in all, newest first' : 'so far, newest first'}
          <MutationsExport holderId={holderId} isDisabled={count === 0} />
        </span>
      }
      flush
    >
      <QueryView query={head} isEmpty={() => count === 0} empty={<Empty title="No mutation yet" />} lines={10}>
        {() => (
          <>
            {failed !== undefined && (
              <Notice tone="warn">
                Some rows did not come: {failed.error.message}
                <Button onPress={failed.retry}>Ask again</Button>
              </Notice>
            )}
            <div className="virtual-head mutation-grid" aria-hidden="true">
              <span>Effective</span>
              <span>What</span>
              <span className="num">Change</span>
              <span className="num">Balance after</span>
            </div>
            <FixedRows
              label="Every mutation"
              className="mutation-list"
              rowClassName="mutation-grid"
              rowHeight={isNarrow ? NARROW_ROW_PIXELS : ROW_PIXELS}
              count={count}
              isWhole={isWhole}
              row={(index) => <MutationCells row={rowAt(index)} />}
              onSeen={onSeen}
            />
          </>
        )}
      </QueryView>
    </Panel>
  );
}

/** One row; while its page is on the way, that it is. */
const MutationCells = memo(function MutationCells({ row }: { readonly row: Mutation | undefined }) {
  if (row === undefined) return <span className="muted">Loading…</span>;
  return (
    <>
      <InstantText at={row.effective_at} date />
      <MutationSource mutation={row} />
      <span className="num">
        <Amount value={row.amount} currency={row.currency} signed />
      </span>
      <span className="num">
        <Amount value={row.balance_after} currency={row.currency} bare />
      </span>
    </>
  );
});
