import { answered, api } from '#console/api/client.ts';

export const DROP_KINDS = [
  { value: 'reports', label: 'A provider’s report' },
  { value: 'catalog', label: 'Catalogue' },
  { value: 'holders', label: 'Rights holders' },
  { value: 'plans', label: 'Plans' },
  { value: 'rights', label: 'Rights' },
  { value: 'weights', label: 'Weights of rights types' },
  { value: 'revenue', label: 'Collected revenue' },
  { value: 'fraud', label: 'Fraud flags' },
  { value: 'plays', label: 'Plays' },
] as const;

export type DropKind = (typeof DROP_KINDS)[number]['value'];

/** Headers that the browser sets by itself and lets nobody else set. */
const FORBIDDEN = new Set(['content-length', 'host']);

/** Uploads a file to where the API says; answers its key. Throws an ApiProblem, or an Error when the bucket refuses. */
export async function uploadDrop(drop: {
  readonly file: File;
  readonly kind: DropKind;
  readonly provider?: string;
  readonly sheetId?: string;
}): Promise<string> {
  const { file, kind, provider, sheetId } = drop;
  const offer = await answered(
    api.POST('/v1/drops', {
      params: { header: { 'Idempotency-Key': crypto.randomUUID() } },
      body: {
        kind,
        file_name: file.name,
        content_length: file.size,
        ...(provider !== undefined && { provider }),
        ...(sheetId !== undefined && sheetId !== '' && { sheet_id: sheetId }),
      },
    }),
  );
  const headers = Object.entries(offer.headers).filter(([name]) => !FORBIDDEN.has(name.toLowerCase()));
  const answer = await fetch(offer.upload_url, { method: offer.method, headers, body: file });
  if (!answer.ok) throw new Error(`The bucket refused the file (${answer.status}); offer it again.`);
  return offer.key;
}
