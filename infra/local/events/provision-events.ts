import { join } from 'node:path';
import type { Engine, LocalCloudContext } from '#infra/local/engine';
import { createDeliveries, type Deliveries, type Delivery } from '#infra/local/events/deliveries';
import { createEventBus, type EventBus } from '#infra/local/events/event-bus';
import { createEventsEngine } from '#infra/local/events/events-engine';
import { ruleSpecs } from '#infra/local/events/rule-specs';
import { createScheduleBook } from '#infra/local/events/schedule-book';
import { createSchedulerEngine } from '#infra/local/events/scheduler-engine';
import { createSchedules, type ScheduleState } from '#infra/local/events/schedules';
import type { AsyncInvocations } from '#infra/local/functions/async-invocations';
import { openJournal } from '#infra/local/journal';
import { type JsonRecord, recordOf, textOf } from '#infra/local/json';
import type { QueueStore } from '#infra/local/queues/queue-store';
import type { StatesEngine } from '#infra/local/state-machines/states-engine';
import type { CloudModel } from '#infra/local/template/cloud-model';
import { AwsError } from '#infra/local/wire/aws-error';

export interface EventsConfig {
  readonly model: CloudModel;
  readonly context: LocalCloudContext;
  readonly queues: QueueStore;
  readonly asyncInvocations: AsyncInvocations;
  readonly states: StatesEngine;
  readonly register: <Made extends Engine>(engine: Made) => Made;
}

/** EventBridge and its Scheduler: buses, rules, schedules, and the deliveries to their targets. */
export function provisionEvents({ model, context, queues, asyncInvocations, states, register }: EventsConfig): {
  readonly bus: EventBus;
  readonly deliveries: Deliveries;
  /** Delivers what was on its way and arms the schedules. */
  readonly resume: () => void;
} {
  const { clock, activity } = context;
  const folder = join(context.dataDirectory, 'events');
  const deliveryJournal = openJournal<Delivery>(folder, 'deliveries');
  const scheduleJournal = openJournal<ScheduleState>(folder, 'schedules');
  const deliveries = createDeliveries({
    clock,
    activity,
    journal: deliveryJournal,
    log: context.log,
    destinations: {
      sendToQueue(queue, body, groupId) {
        if (!queues.queues.has(queue)) throw new Error(`There is no queue ${queue}`);
        queues.send(queue, { body, ...(groupId === undefined ? {} : { groupId }) });
      },
      invokeFunction: (name, event) => asyncInvocations.accept(name, event),
      startExecution(machine, name, input) {
        try {
          states.start(machine, name, input);
        } catch (error) {
          // A delivery repeated after a crash finds the execution that it started before.
          if (!(error instanceof AwsError && error.code === 'ExecutionAlreadyExists')) throw error;
        }
      },
      putOnBus(name, event) {
        const { source, 'detail-type': detailType, detail } = recordOf(event);
        bus.put({ bus: name, source: textOf(source) ?? '', detailType: textOf(detailType) ?? '', detail });
      },
    },
  });
  const buses = model.ofType('AWS::Events::EventBus').map(({ name }) => name);
  const bus = createEventBus({ buses, rules: ruleSpecs(model), clock, deliveries });
  register(
    createEventsEngine(bus, async () => {
      deliveryJournal.close();
      scheduleJournal.close();
    }),
  );

  return {
    bus,
    deliveries,
    resume() {
      deliveries.resume();
      const schedules = createSchedules(clock, scheduleJournal);
      for (const rule of bus.rules) {
        if (rule.schedule === undefined || !rule.isEnabled) continue;
        const draft = { source: 'aws.events', detailType: 'Scheduled Event', detail: {}, resources: [rule.arn] };
        schedules.add({
          id: rule.arn,
          expression: rule.schedule,
          fire: (at) => bus.fire(rule, bus.eventOf(draft, `${rule.name}-${at}`)),
        });
      }
      const declared = model
        .ofType('AWS::Scheduler::Schedule')
        .map(({ name, arn = '', properties }) => ({ name, arn, properties }));
      register(
        createSchedulerEngine(
          createScheduleBook({
            declared,
            schedules,
            deliveries,
            journal: openJournal<JsonRecord>(folder, 'scheduler'),
          }),
        ),
      );
    },
  };
}
