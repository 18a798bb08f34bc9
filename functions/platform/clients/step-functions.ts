import { SFNClient } from '@aws-sdk/client-sfn';
import { clientConfiguration } from '#platform/clients/configuration';

export const stepFunctionsClient = new SFNClient({ ...clientConfiguration });
