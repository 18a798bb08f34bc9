/** A node of the chart of accounts: a path of whole segments, and how many accounts stand under it. */
export interface AccountNode {
  readonly path: string;
  readonly name: string;
  readonly accounts: number;
}

/** The nodes right under a prefix (`''`: the kinds themselves), by name. */
export function childrenOf(accounts: readonly string[], prefix: string): AccountNode[] {
  const depth = prefix === '' ? 0 : prefix.split(':').length;
  const counts = new Map<string, number>();
  for (const account of accounts) {
    if (prefix !== '' && !account.startsWith(`${prefix}:`)) continue;
    const segments = account.split(':');
    if (segments.length <= depth) continue;
    const path = segments.slice(0, depth + 1).join(':');
    counts.set(path, (counts.get(path) ?? 0) + 1);
  }
  return [...counts]
    .map(([path, count]) => ({ path, name: path.split(':').at(-1) ?? path, accounts: count }))
    .toSorted((left, right) => left.name.localeCompare(right.name));
}
