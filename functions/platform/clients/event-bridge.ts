import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { clientConfiguration } from '#platform/clients/configuration';

export const eventBridgeClient = new EventBridgeClient({ ...clientConfiguration });
