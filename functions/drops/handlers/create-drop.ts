import { createDrop } from '#drops/api';
import { offerUpload } from '#drops/steps/offer-upload';
import { uploadSigner } from '#platform/compose/drops';
import { httpHandler } from '#platform/http/http-handler';

const signer = uploadSigner();

export const handler = httpHandler(createDrop, async ({ body, clock, intentId }) => {
  const request = {
    kind: body.kind,
    ...(body.provider !== undefined && { provider: body.provider }),
    fileName: body.file_name,
    contentLength: body.content_length,
    ...(body.sheet_id !== undefined && { sheetId: body.sheet_id }),
    intentId,
  };
  const { url, headers, key, expiresAt } = await offerUpload(request, { signer, clock });
  return {
    status: 201,
    body: { key, method: 'PUT' as const, upload_url: url, headers: { ...headers }, expires_at: expiresAt },
  };
});
