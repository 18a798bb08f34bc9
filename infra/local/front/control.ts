import type { ActivityGauge } from '#infra/local/activity';
import type { SteerableClock } from '#infra/local/clock/virtual-clock';
import type { AwsRequest, AwsResponse } from '#infra/local/engine';
import { recordOf } from '#infra/local/json';
import { answer, readBody } from '#infra/local/wire/json-protocol';

export interface ControlConfig {
  readonly clock: SteerableClock;
  readonly activity: ActivityGauge;
  /** Moves the clock forward and keeps it. */
  readonly advanceTo: (milliseconds: number) => Promise<void>;
  readonly isReady: () => boolean;
}

const JSON_TYPE = 'application/json';

/** `POST /_local/clock` and `GET /_local/idle` of interfaces.md. */
export function createControl({
  clock,
  activity,
  advanceTo,
  isReady,
}: ControlConfig): (request: AwsRequest, response: AwsResponse) => Promise<void> {
  const moveClock = async (request: AwsRequest, response: AwsResponse) => {
    const wished = instantIn((await readBody(request)).toString());
    if (wished === undefined) {
      return answer(response, 400, JSON_TYPE, {
        message: 'The body needs an instant, such as {"now":"2025-05-03T00:00:00Z"}',
      });
    }
    if (wished < clock.now()) {
      const message = `The clock is at ${new Date(clock.now()).toISOString()} and never goes back; ask for a later instant`;
      return answer(response, 409, JSON_TYPE, { message, now: new Date(clock.now()).toISOString() });
    }
    await advanceTo(wished);
    answer(response, 200, JSON_TYPE, { now: new Date(clock.now()).toISOString() });
  };
  const idle = async (response: AwsResponse) => {
    const due = clock.nextDue('work');
    const labels = isReady() ? await quietLabels(activity) : ['starting'];
    const busy = due === undefined ? labels : [...labels, `work due again at ${new Date(due).toISOString()}`];
    answer(response, busy.length === 0 ? 200 : 503, JSON_TYPE, {
      idle: busy.length === 0,
      busy,
      now: new Date(clock.now()).toISOString(),
    });
  };
  return async (request, response) => {
    const path = (request.url ?? '').split('?')[0];
    if (path === '/_local/idle') return idle(response);
    if (path === '/_local/clock' && request.method === 'POST') return moveClock(request, response);
    if (path === '/_local/clock') return answer(response, 200, JSON_TYPE, { now: new Date(clock.now()).toISOString() });
    answer(response, 404, JSON_TYPE, { message: 'There are POST /_local/clock and GET /_local/idle' });
  };
}

/** Asks over several turns of the event loop, since a transition between two steps has none in flight. */
async function quietLabels(activity: ActivityGauge): Promise<readonly string[]> {
  const labels = await activity.busy();
  if (labels.length > 0) return labels;
  return (await activity.isQuiet()) ? [] : ['in transition'];
}

function instantIn(body: string): number | undefined {
  try {
    const milliseconds = Date.parse(String(recordOf(JSON.parse(body))['now']));
    return Number.isNaN(milliseconds) ? undefined : milliseconds;
  } catch {
    return undefined;
  }
}
