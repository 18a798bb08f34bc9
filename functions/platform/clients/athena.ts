import { AthenaClient } from '@aws-sdk/client-athena';
import { clientConfiguration } from '#platform/clients/configuration';

export const athenaClient = new AthenaClient({ ...clientConfiguration });
