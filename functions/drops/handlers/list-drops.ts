import { listDrops } from '#drops/api';
import { attributesOf } from '#drops/drop-item';
import { dropList } from '#platform/compose/drops';
import { httpHandler } from '#platform/http/http-handler';

const list = dropList();

export const handler = httpHandler(listDrops, async ({ query: { prefix, limit }, page }) => {
  const { drops, nextAfter } = await list({ prefix, limit, after: page.after });
  return { status: 200, body: { items: drops.map(attributesOf), next_cursor: page.nextCursor(nextAfter) } };
});
