import { listHolders } from '#holders/api';
import { holderDocumentOf } from '#holders/holder-document';
import { holderDirectory } from '#platform/compose/holders';
import { httpHandler } from '#platform/http/http-handler';

const directory = holderDirectory();

export const handler = httpHandler(listHolders, async ({ query: { limit }, page }) => {
  const { holders, nextAfter } = await directory.listHolders({ limit, after: page.after });
  return { status: 200, body: { items: holders.map(holderDocumentOf), next_cursor: page.nextCursor(nextAfter) } };
});
