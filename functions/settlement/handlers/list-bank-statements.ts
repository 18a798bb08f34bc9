import { settlementRegister } from '#platform/compose/settlement';
import { httpHandler } from '#platform/http/http-handler';
import { listBankStatements } from '#settlement/api';
import { bankStatementBody } from '#settlement/settlement-view';

const register = settlementRegister();

export const handler = httpHandler(listBankStatements, async ({ query: { limit }, page }) => {
  const { items, nextAfter } = await register.listStatements({ limit, after: page.after });
  return { status: 200, body: { items: items.map(bankStatementBody), next_cursor: page.nextCursor(nextAfter) } };
});
