import { KinesisClient } from '@aws-sdk/client-kinesis';
import { clientConfiguration } from '#platform/clients/configuration';

export const kinesisClient = new KinesisClient({ ...clientConfiguration });
