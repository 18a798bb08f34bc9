import { type UseQueryResult, useQueries, useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { FIRST_PAGE, isWhole, type PageChain, pageOf, pagesKept, rowsOf, withPage } from '#console/table/page-chain.ts';

const PAGES_AHEAD = 2;
const HEAD_FRESH_MS = 60_000;

export interface RowPage<Row> {
  readonly items: readonly Row[];
  readonly next_cursor: string | null;
}

export interface PageSource<Row> {
  /** Names the list among all that is asked. */
  readonly key: readonly string[];
  /** The page that a cursor names; the first one for ''. */
  readonly fetchPage: (cursor: string, signal: AbortSignal) => Promise<RowPage<Row>>;
}

export interface PagedRows<Row> {
  /** The question for the first page: loading, refusal and emptiness are those of the list. */
  readonly head: UseQueryResult<RowPage<Row>>;
  /** How many rows are known; all of them once `isWhole`. */
  readonly count: number;
  readonly isWhole: boolean;
  /** A row, if its page is there now. */
  readonly rowAt: (index: number) => Row | undefined;
  /** Tells which rows are seen; pages around them are fetched, pages far from them let go. */
  readonly onSeen: (first: number, last: number) => void;
  /** A later page that did not come, and the way to ask for it again. */
  readonly failed: { readonly error: Error; readonly retry: () => void } | undefined;
}

/**
 * A list of any length that keeps no more than the pages around what is seen: memory, and with it every pause of the
 * garbage collector, is that of a few pages. A page that was let go is asked for again by its cursor.
 */
export function usePagedRows<Row>({ key, fetchPage }: PageSource<Row>): PagedRows<Row> {
  const [chain, setChain] = useState<PageChain>(FIRST_PAGE);
  const [seen, setSeen] = useState({ first: 0, last: 0 });
  const pageQuery = (cursor: string) => ({
    queryKey: [...key, cursor],
    queryFn: ({ signal }: { readonly signal: AbortSignal }) => fetchPage(cursor, signal),
    // What was fetched is neither compared nor copied again.
    structuralSharing: false,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const head = useQuery({ ...pageQuery(''), staleTime: HEAD_FRESH_MS });
  const cursors = pagesKept(chain, { ...seen, ahead: PAGES_AHEAD })
    .map((place) => chain[place]?.cursor ?? '')
    .filter((cursor) => cursor !== '');
  const others = useQueries({
    // Behind the first page nothing changes any more: the list is only ever added to.
    queries: cursors.map((cursor) => ({ ...pageQuery(cursor), staleTime: Number.POSITIVE_INFINITY, gcTime: 0 })),
  });
  const pages = new Map([['', head.data], ...cursors.map((cursor, at) => [cursor, others[at]?.data] as const)]);
  const grown = chain.reduce((known, { cursor }, place) => {
    const page = known[place]?.cursor === cursor ? pages.get(cursor) : undefined;
    return page === undefined
      ? known
      : withPage(known, place, { rows: page.items.length, nextCursor: page.next_cursor });
  }, chain);
  useEffect(() => setChain(grown), [grown]);
  const onSeen = useCallback(
    (first: number, last: number) =>
      setSeen((before) =>
        pageOf(chain, before.first) === pageOf(chain, first) && pageOf(chain, before.last) === pageOf(chain, last)
          ? before
          : { first, last },
      ),
    [chain],
  );
  const failed = others.find((page) => page.error !== null);
  return {
    head,
    count: rowsOf(grown),
    isWhole: isWhole(grown),
    rowAt(index) {
      const page = grown[pageOf(grown, index)];
      return page === undefined ? undefined : pages.get(page.cursor)?.items[index - page.start];
    },
    onSeen,
    failed:
      failed === undefined || failed.error === null
        ? undefined
        : { error: failed.error, retry: () => void failed.refetch() },
  };
}

/** Every page of a list from its first, one after the other, until the caller stops or `signal` does. */
export async function* everyPage<Row>(
  { fetchPage }: PageSource<Row>,
  signal: AbortSignal,
): AsyncGenerator<readonly Row[], void, undefined> {
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: RowPage<Row> = await fetchPage(cursor, signal);
    yield page.items;
    cursor = page.next_cursor;
  }
}
