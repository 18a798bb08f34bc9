import { S3Client } from '@aws-sdk/client-s3';
import { clientConfiguration } from '#platform/clients/configuration';

/** Path style everywhere: one address form on AWS and at any other endpoint. */
export const s3Client = new S3Client({ ...clientConfiguration, forcePathStyle: true });
