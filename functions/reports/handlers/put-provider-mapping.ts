import { mappingStore } from '#platform/compose/reports';
import { httpHandler } from '#platform/http/http-handler';
import { putProviderMapping } from '#reports/api';
import { mappingBodyOf } from '#reports/mapping-view';
import { storeMapping } from '#reports/steps/store-mapping';

const mappings = mappingStore();

export const handler = httpHandler(putProviderMapping, async ({ params: { provider }, body, caller, clock }) => {
  const stored = await storeMapping(mappings, {
    provider,
    ...documentOf(body),
    subject: caller.subject,
    at: clock.now(),
  });
  if ('kind' in stored) return stored;
  return { status: 200, body: mappingBodyOf(stored.mapping, stored.versions) };
});

/** The document stands alone or, as GET answers it, under `mapping`; no mapping has a field of that name. */
function documentOf(body: Readonly<Record<string, unknown>>) {
  const { mapping } = body;
  return typeof mapping === 'object' && mapping !== null
    ? { document: { ...mapping }, pointer: '/mapping' }
    : { document: body, pointer: '' };
}
