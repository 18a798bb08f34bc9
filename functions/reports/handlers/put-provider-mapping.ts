import { mappingStore } from '#platform/compose/reports';
import { httpHandler } from '#platform/http/http-handler';
import { putProviderMapping } from '#reports/api';
import { mappingBodyOf } from '#reports/mapping-view';
import { storeMapping } from '#reports/steps/store-mapping';

const mappings = mappingStore();

export const handler = httpHandler(putProviderMapping, async ({ params: { provider }, body, caller, clock }) => {
  const stored = await storeMapping(mappings, {
    provider,
    document: body.mapping,
    subject: caller.subject,
    at: clock.now(),
  });
  if ('kind' in stored) return stored;
  return { status: 200, body: mappingBodyOf(stored.mapping, stored.versions) };
});
