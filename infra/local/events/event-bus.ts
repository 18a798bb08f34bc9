import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID, nameFromArn, REGION } from '#infra/local/account';
import type { VirtualClock } from '#infra/local/engine';
import type { Deliveries } from '#infra/local/events/deliveries';
import { type EventPattern, matchesPattern } from '#infra/local/events/event-pattern';
import { type EventTarget, targetInput } from '#infra/local/events/event-target';

/** An event as targets receive it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: unknown;
}

export interface RuleSpec {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly isEnabled: boolean;
  readonly pattern: EventPattern | undefined;
  readonly schedule: string | undefined;
  readonly targets: readonly EventTarget[];
}

export interface EventDraft {
  readonly bus?: string;
  readonly source: string;
  readonly detailType: string;
  readonly detail: unknown;
  readonly resources?: readonly string[];
}

/** The event buses with their rules. */
export interface EventBus {
  readonly buses: readonly string[];
  readonly rules: readonly RuleSpec[];
  /** Gives an event to every matching rule's targets; each delivery is on disk when this returns. Answers the event's id. */
  readonly put: (draft: EventDraft) => string;
  /** Sends a rule's own event, as its schedule does. */
  readonly fire: (rule: RuleSpec, event: BusEvent) => void;
  readonly eventOf: (draft: EventDraft, id?: string) => BusEvent;
}

export interface EventBusConfig {
  readonly buses: readonly string[];
  readonly rules: readonly RuleSpec[];
  readonly clock: VirtualClock;
  readonly deliveries: Deliveries;
}

export function createEventBus({ buses, rules, clock, deliveries }: EventBusConfig): EventBus {
  const known = ['default', ...buses];
  const eventOf = (
    { source, detailType, detail, resources = [] }: EventDraft,
    id: string = randomUUID(),
  ): BusEvent => ({
    version: '0',
    id,
    'detail-type': detailType,
    source,
    account: ACCOUNT_ID,
    // EventBridge's times are whole seconds.
    time: new Date(clock.now()).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: REGION,
    resources,
    detail,
  });
  const fire = (rule: RuleSpec, event: BusEvent) => {
    for (const target of rule.targets) {
      deliveries.accept({
        target,
        input: targetInput(target, event),
        source: rule.arn,
        name: `${event.id}_${target.id}`,
      });
    }
  };
  return {
    buses: known,
    rules,
    eventOf,
    fire,
    put(draft) {
      const bus = nameFromArn(draft.bus ?? 'default');
      const event = eventOf(draft);
      for (const rule of rules) {
        const { pattern } = rule;
        if (rule.bus === bus && rule.isEnabled && pattern !== undefined && matchesPattern(pattern, event))
          fire(rule, event);
      }
      return event.id;
    },
  };
}
