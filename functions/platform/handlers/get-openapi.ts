import { getOpenapi } from '#platform/api';
import { httpHandler } from '#platform/http/http-handler';
import { openapiDocument } from '#platform/http/openapi';
import { ROUTES } from '#platform/http/routes';

let document: ReturnType<typeof openapiDocument> | undefined;

export const handler = httpHandler(getOpenapi, async () => {
  document ??= openapiDocument(ROUTES);
  return { status: 200, body: { ...document } };
});
