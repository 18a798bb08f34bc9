import { problem } from '#kernel/api/problem';
import { mappingStore } from '#platform/compose/reports';
import { httpHandler } from '#platform/http/http-handler';
import { getProviderMapping } from '#reports/api';
import { mappingBodyOf } from '#reports/mapping-view';

const mappings = mappingStore();

export const handler = httpHandler(getProviderMapping, async ({ params: { provider }, query: { version } }) => {
  const versions = await mappings.versions(provider);
  const found = version === undefined ? versions.at(-1) : versions.find((mapping) => mapping.version === version);
  if (found !== undefined) return { status: 200, body: mappingBodyOf(found, versions) };
  const known = versions.map((mapping) => mapping.version).join(', ') || 'none';
  return problem(404, 'mapping-not-found', `${provider} has no such mapping; versions that exist: ${known}.`);
});
