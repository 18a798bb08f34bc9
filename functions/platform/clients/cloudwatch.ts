import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { clientConfiguration } from '#platform/clients/configuration';

export const cloudwatchClient = new CloudWatchClient({ ...clientConfiguration });
