import { randomUUID } from 'node:crypto';
import { nameFromArn, serviceOfArn } from '#infra/local/account';
import type { Activity, VirtualClock } from '#infra/local/engine';
import type { EventTarget } from '#infra/local/events/event-target';
import type { Journal } from '#infra/local/journal';

/** One event on its way to one target. */
export interface Delivery {
  readonly target: EventTarget;
  readonly input: unknown;
  /** The ARN of the rule or schedule. */
  readonly source: string;
  /** Names what the delivery makes, so that a repeated one makes it once. */
  readonly name: string;
  readonly acceptedAt?: number;
  readonly attempts?: number;
}

/** Delivers at least once: journaled before anything is acknowledged, repeated with backoff, then a dead letter. */
export interface Deliveries {
  readonly accept: (delivery: Delivery) => void;
  /** Delivers what was accepted before the process stopped. */
  readonly resume: () => void;
}

/** What targets are made of. Each throws when it cannot take the event now. */
export interface Destinations {
  readonly sendToQueue: (queue: string, body: string, groupId: string | undefined) => void;
  readonly invokeFunction: (functionName: string, event: unknown) => void;
  readonly startExecution: (stateMachine: string, name: string, input: string) => void;
  readonly putOnBus: (bus: string, event: unknown) => void;
}

export interface DeliveriesConfig {
  readonly clock: VirtualClock;
  readonly activity: Activity;
  readonly journal: Journal<Delivery>;
  readonly destinations: Destinations;
  readonly log: (line: string) => void;
}

/** Services that a target may be of. */
export const TARGET_SERVICES: readonly string[] = ['sqs', 'lambda', 'states', 'events'];

const BACKOFF_SECONDS_MAX = 60;

export function createDeliveries({ clock, activity, journal, destinations, log }: DeliveriesConfig): Deliveries {
  const perform = ({ target, input, name }: Delivery) => {
    const resource = nameFromArn(target.arn);
    switch (serviceOfArn(target.arn)) {
      case 'sqs':
        return destinations.sendToQueue(
          resource,
          typeof input === 'string' ? input : JSON.stringify(input),
          target.groupId,
        );
      case 'lambda':
        return destinations.invokeFunction(resource, input);
      case 'states':
        return destinations.startExecution(resource, name, JSON.stringify(input));
      case 'events':
        return destinations.putOnBus(resource, input);
      default:
        throw new Error(`The local cloud cannot deliver to ${target.arn}`);
    }
  };
  const giveUp = (delivery: Delivery, error: unknown) => {
    log(`Event for ${delivery.target.arn} given up after ${delivery.attempts ?? 1} attempts: ${String(error)}`);
    const queue = delivery.target.deadLetterQueueArn;
    if (queue !== undefined) destinations.sendToQueue(nameFromArn(queue), JSON.stringify(delivery.input), undefined);
  };
  const attempt = (id: string, delivery: Delivery) => {
    const done = activity.begin(`event for ${delivery.target.arn}`);
    try {
      perform(delivery);
      journal.remove(id);
    } catch (error) {
      const tried: Delivery = { ...delivery, attempts: (delivery.attempts ?? 0) + 1 };
      const attempts = tried.attempts ?? 1;
      const age = (clock.now() - (delivery.acceptedAt ?? clock.now())) / 1000;
      if (attempts > delivery.target.retriesMax || age > delivery.target.ageSecondsMax) {
        giveUp(tried, error);
        journal.remove(id);
      } else {
        journal.put(id, tried);
        const delaySeconds = Math.min(2 ** (attempts - 1), BACKOFF_SECONDS_MAX);
        clock.at(clock.now() + delaySeconds * 1000, () => attempt(id, tried), 'work');
      }
    } finally {
      done();
    }
  };
  return {
    accept(delivery) {
      const id = randomUUID();
      const accepted = { ...delivery, acceptedAt: clock.now() };
      journal.put(id, accepted);
      // Delivered in a later turn: whoever put the event hears of it first, as on AWS.
      const done = activity.begin(`event for ${delivery.target.arn}`);
      setImmediate(() => {
        attempt(id, accepted);
        done();
      });
    },
    resume() {
      for (const [id, delivery] of journal.recovered) attempt(id, delivery);
    },
  };
}
