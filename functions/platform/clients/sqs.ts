import { SQSClient } from '@aws-sdk/client-sqs';
import { clientConfiguration } from '#platform/clients/configuration';

export const sqsClient = new SQSClient({ ...clientConfiguration });
