/** Pages that each name the next: what is known of them stays when their rows have been let go. */
export type PageChain = readonly ChainedPage[];

export interface ChainedPage {
  readonly cursor: string;
  /** The place of its first row in the whole list. */
  readonly start: number;
  /** How many rows it has; `undefined` until it was first read. */
  readonly rows: number | undefined;
}

export interface PageRead {
  readonly rows: number;
  readonly nextCursor: string | null;
}

export const FIRST_PAGE: PageChain = [{ cursor: '', start: 0, rows: undefined }];

/**
 * The chain once page `place` was read. A page that reads otherwise than it did before (the newest one, after something
 * was posted) ends what was known behind it.
 */
export function withPage(chain: PageChain, place: number, read: PageRead): PageChain {
  const page = chain[place];
  if (page === undefined) return chain;
  const next = chain[place + 1];
  if (page.rows === read.rows && (next?.cursor ?? null) === read.nextCursor) return chain;
  const known = [...chain.slice(0, place), { ...page, rows: read.rows }];
  return read.nextCursor === null
    ? known
    : [...known, { cursor: read.nextCursor, start: page.start + read.rows, rows: undefined }];
}

/** How many rows are known to be there. */
export function rowsOf(chain: PageChain): number {
  const last = chain.at(-1);
  return last === undefined ? 0 : last.start + (last.rows ?? 0);
}

/** Whether the last page that was named has been read and names no other. */
export function isWhole(chain: PageChain): boolean {
  return chain.at(-1)?.rows !== undefined;
}

/** The page that row `row` is in; the last one for a row beyond. */
export function pageOf(chain: PageChain, row: number): number {
  let [low, high] = [0, chain.length - 1];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((chain[middle]?.start ?? 0) <= row) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The pages whose rows are kept while rows `first` to `last` are seen: theirs, one before, and those to come. */
export function pagesKept(
  chain: PageChain,
  seen: { readonly first: number; readonly last: number; readonly ahead: number },
): number[] {
  const from = Math.max(0, pageOf(chain, seen.first) - 1);
  const to = Math.min(chain.length - 1, pageOf(chain, seen.last) + seen.ahead);
  return Array.from({ length: to - from + 1 }, (_, place) => from + place);
}
