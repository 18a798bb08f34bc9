import { z } from 'zod';
import { planReleases } from '#close/steps/plan-releases';
import { periodRegister } from '#platform/compose/close';
import { provenPeriods, releaseRegister } from '#platform/compose/releases';
import { bridgeStore } from '#platform/compose/rights';
import { taskHandler } from '#platform/task-handler';

const ports = {
  bridge: bridgeStore(),
  proven: provenPeriods(),
  register: periodRegister(),
  releases: releaseRegister(),
};

/** The event says that there is a new bridge; which one is in force is read, since events may come late or twice. */
export const handler = taskHandler(z.object({}), () => planReleases(ports));
