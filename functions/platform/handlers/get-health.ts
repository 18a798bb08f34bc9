import { getHealth } from '#platform/api';
import { httpHandler } from '#platform/http/http-handler';

export const handler = httpHandler(getHealth, async () => ({ status: 200, body: { status: 'ok' as const } }));
