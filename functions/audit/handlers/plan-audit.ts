import { z } from 'zod';
import { planAudit } from '#audit/steps/plan-audit';
import { auditCheckGroups } from '#platform/compose/audit-checks';
import { taskHandler } from '#platform/task-handler';

const groups = auditCheckGroups();

export const handler = taskHandler(z.object({}), async (_, { clock }) => planAudit(groups, clock));
