import { settlementRegister } from '#platform/compose/settlement';
import { httpHandler } from '#platform/http/http-handler';
import { listUnmatchedLines } from '#settlement/api';
import { unmatchedLineBody } from '#settlement/settlement-view';

const register = settlementRegister();

export const handler = httpHandler(listUnmatchedLines, async ({ query: { limit }, page, clock }) => {
  const { items, nextAfter } = await register.listOpenLines({ limit, after: page.after });
  const now = clock.now();
  return {
    status: 200,
    body: { items: items.map((line) => unmatchedLineBody(line, now)), next_cursor: page.nextCursor(nextAfter) },
  };
});
