import { dropRecords } from '#platform/compose/drops';
import { mappingStore, reportFiles, reportOpener } from '#platform/compose/reports';
import { httpHandler } from '#platform/http/http-handler';
import { previewProviderMapping } from '#reports/api';
import { previewBodyOf } from '#reports/mapping-view';
import { previewMapping } from '#reports/steps/preview-mapping';
import { draftOf } from '#reports/steps/store-mapping';

const ports = { drops: dropRecords(), files: reportFiles(), opener: reportOpener(), mappings: mappingStore() };

export const handler = httpHandler(previewProviderMapping, async ({ params: { provider }, body }) => {
  const draft =
    body.mapping === undefined
      ? undefined
      : draftOf({ provider, version: 1, document: body.mapping, pointer: '/mapping' });
  if (draft !== undefined && draft.kind === 'problem') return draft;
  const preview = await previewMapping(ports, { provider, dropId: body.drop_id, draft: draft?.mapping });
  return 'kind' in preview ? preview : { status: 200, body: previewBodyOf(preview) };
});
