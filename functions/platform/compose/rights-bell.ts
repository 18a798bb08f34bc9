import { eventBridgeClient } from '#platform/clients/event-bridge';
import { readEnvironment } from '#platform/environment';
import { createRightsBell } from '#rights/adapters/event-bridge-rights-bell';
import type { RightsBell } from '#rights/workbench';

export function rightsBell(): RightsBell {
  return createRightsBell(eventBridgeClient, readEnvironment('EVENT_BUS').EVENT_BUS);
}
