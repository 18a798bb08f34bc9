const GROUP = 64;

/** Maps in order, 64 at once: enough to hide the latency, few enough for the sockets. */
export async function inGroups<Item, Answer>(
  items: readonly Item[],
  map: (item: Item) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let from = 0; from < items.length; from += GROUP) {
    answers.push(...(await Promise.all(items.slice(from, from + GROUP).map(map))));
  }
  return answers;
}
