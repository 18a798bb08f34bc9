import type { KnownKind } from '#drops/drop-kind';
import type { UploadOffer, UploadSigner } from '#drops/ports';
import { type Clock, type Instant, instantOf, millisecondsOf } from '#kernel/time/clock';

export interface UploadRequest {
  readonly kind: KnownKind;
  /** Demanded for reports. */
  readonly provider?: string;
  readonly fileName: string;
  /** Bytes of the file; the signature covers it, so nothing longer or shorter can be uploaded. */
  readonly contentLength: number;
  readonly sheetId?: string;
  /** The same for every repetition of one request, unlike any other. */
  readonly intentId: string;
}

export interface OfferedUpload extends UploadOffer {
  readonly key: string;
  readonly expiresAt: Instant;
}

const VALID_SECONDS = 900;

/** Offers a signed upload under a key of its own, so that two files of one name never overwrite each other. */
export async function offerUpload(
  { kind, provider, fileName, contentLength, sheetId, intentId }: UploadRequest,
  { signer, clock }: { readonly signer: UploadSigner; readonly clock: Clock },
): Promise<OfferedUpload> {
  const now = clock.now();
  const folder = kind === 'reports' && provider !== undefined ? `${kind}/${provider}` : kind;
  const key = `${folder}/${now.slice(0, 10)}/${intentId.slice(0, 12)}/${fileName}`;
  const offer = await signer.sign({
    key,
    contentLength,
    ...(sheetId !== undefined && { sheetId }),
    validSeconds: VALID_SECONDS,
  });
  return { ...offer, key, expiresAt: instantOf(millisecondsOf(now) + VALID_SECONDS * 1000) };
}
