import { useVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useRef } from 'react';
import { countText } from '#console/money/amount.ts';
import { HolderFrame } from '#console/pages/portal/holder-frame.tsx';
import { useMutations } from '#console/pages/portal/holder-queries.ts';
import { type Mutation, MutationSource } from '#console/pages/portal/mutation-rows.tsx';
import { downloadCsv } from '#console/table/download-csv.ts';
import { Amount } from '#console/ui/amount.tsx';
import { Button } from '#console/ui/button.tsx';
import { InstantText } from '#console/ui/instant.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';

const ROW_PIXELS = 44;
const NARROW_ROW_PIXELS = 68;
const AHEAD_ROWS = 200;

/** Every mutation of a holder. Only the rows that are seen are drawn, and the next page is fetched before it is needed. */
export function MutationsPage() {
  return <HolderFrame title="Your mutations">{(id) => <Mutations holderId={id} />}</HolderFrame>;
}

function Mutations({ holderId }: { readonly holderId: string }) {
  const query = useMutations(holderId);
  const pages = query.data?.pages ?? [];
  const size = pages[0]?.items.length ?? 0;
  const count = pages.length === 0 ? 0 : (pages.length - 1) * size + (pages.at(-1)?.items.length ?? 0);
  // Every page but the last is full, so a row is found without ever making one list of them all.
  const rowAt = useCallback(
    (index: number): Mutation | undefined => pages[Math.trunc(index / size)]?.items[index % size],
    [pages, size],
  );
  return (
    <Panel
      title="Mutations"
      note={
        <span className="row">
          {countText(count)} {query.hasNextPage ? 'so far, newest first' : 'in all, newest first'}
          <Button onPress={() => exportPages(holderId, pages)} isDisabled={count === 0}>
            Export as CSV
          </Button>
        </span>
      }
      flush
    >
      <QueryView query={query} isEmpty={() => count === 0} empty={<Empty title="No mutation yet" />} lines={10}>
        {() => (
          <MutationList
            count={count}
            rowAt={rowAt}
            isMore={query.hasNextPage && !query.isFetchingNextPage}
            onMore={() => void query.fetchNextPage()}
          />
        )}
      </QueryView>
    </Panel>
  );
}

function MutationList(props: {
  readonly count: number;
  readonly rowAt: (index: number) => Mutation | undefined;
  readonly isMore: boolean;
  readonly onMore: () => void;
}) {
  const { count, rowAt, isMore, onMore } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const isNarrow = matchMedia('(max-width: 640px)').matches;
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => (isNarrow ? NARROW_ROW_PIXELS : ROW_PIXELS),
    overscan: 12,
  });
  const items = virtualizer.getVirtualItems();
  const lastShown = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (isMore && lastShown > count - AHEAD_ROWS) onMore();
  }, [isMore, lastShown, count, onMore]);
  return (
    <>
      <div className="virtual-head mutation-grid" aria-hidden="true">
        <span>Effective</span>
        <span>What</span>
        <span className="num">Change</span>
        <span className="num">Balance after</span>
      </div>
      <section
        className="virtual mutation-list"
        ref={scroller}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label="Mutations"
        style={{ height: virtualizer.getTotalSize() }}
      >
        <ul style={{ height: virtualizer.getTotalSize(), position: 'relative' }}>
          {items.map(({ index, start, size }) => {
            const row = rowAt(index);
            return (
              <li
                key={index}
                className="virtual-row mutation-grid"
                style={{ height: size, transform: `translateY(${start}px)` }}
                aria-setsize={count}
                aria-posinset={index + 1}
              >
                {row !== undefined && <MutationCells row={row} />}
              </li>
            );
          })}
        </ul>
      </section>
    </>
  );
}

function MutationCells({ row }: { readonly row: Mutation }) {
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
}

function exportPages(holderId: string, pages: readonly { readonly items: readonly Mutation[] }[]): void {
  const rows = pages.flatMap(({ items }) =>
    items.map((row) => [
      row.effective_at,
      row.kind,
      row.source.type,
      row.source.id,
      row.amount,
      row.balance_after,
      row.currency,
      row.transaction_id,
    ]),
  );
  const header = [
    'effective_at',
    'kind',
    'source',
    'source_id',
    'amount',
    'balance_after',
    'currency',
    'transaction_id',
  ];
  downloadCsv(`mutations-${holderId}.csv`, header, rows);
}
