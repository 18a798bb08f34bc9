import { S3Client } from '@aws-sdk/client-s3';
import { clientConfiguration } from '#platform/clients/configuration';

/** For signed uploads: a checksum computed now would be that of no bytes, and would refuse every file. */
export const s3PresignClient = new S3Client({
  ...clientConfiguration,
  forcePathStyle: true,
  requestChecksumCalculation: 'WHEN_REQUIRED',
});
