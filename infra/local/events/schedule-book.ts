import { randomUUID } from 'node:crypto';
import { ACCOUNT_ID, REGION } from '#infra/local/account';
import type { Deliveries } from '#infra/local/events/deliveries';
import { targetInput } from '#infra/local/events/event-target';
import { type ScheduleSpec, scheduleSpec } from '#infra/local/events/rule-specs';
import { parseSchedule } from '#infra/local/events/schedule-expression';
import type { Schedules } from '#infra/local/events/schedules';
import type { Journal } from '#infra/local/journal';
import type { JsonRecord } from '#infra/local/json';
import { AwsError } from '#infra/local/wire/aws-error';

export interface BookedSchedule {
  readonly name: string;
  readonly arn: string;
  readonly properties: JsonRecord;
}

/** EventBridge Scheduler's schedules: those of the templates, and those that functions make. */
export interface ScheduleBook {
  readonly find: (name: string) => BookedSchedule | undefined;
  readonly list: () => readonly BookedSchedule[];
  /** Makes or replaces a schedule; throws an AwsError when it cannot be run. */
  readonly put: (name: string, properties: JsonRecord) => BookedSchedule;
  readonly remove: (name: string) => void;
  readonly close: () => void;
}

export interface ScheduleBookConfig {
  readonly declared: readonly BookedSchedule[];
  readonly schedules: Schedules;
  readonly deliveries: Deliveries;
  readonly journal: Journal<JsonRecord>;
}

export function createScheduleBook({ declared, schedules, deliveries, journal }: ScheduleBookConfig): ScheduleBook {
  const booked = new Map<string, BookedSchedule>();

  const arm = (schedule: BookedSchedule) => {
    const spec = scheduleSpec(schedule.name, schedule.arn, schedule.properties);
    parseSchedule(spec.expression, 0);
    booked.set(schedule.name, schedule);
    if (spec.isEnabled)
      schedules.add({
        id: spec.arn,
        expression: spec.expression,
        ...bounds(spec),
        fire: (at) => fire(schedule, spec, at),
      });
  };
  const fire = (schedule: BookedSchedule, { target, arn }: ScheduleSpec, at: number) => {
    const time = new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');
    const id = randomUUID();
    const event = {
      version: '0',
      id,
      'detail-type': 'Scheduled Event',
      source: 'aws.scheduler',
      account: ACCOUNT_ID,
      time,
      region: REGION,
      resources: [arn],
      detail: '{}',
    };
    const filled = target.input
      ?.replaceAll('<aws.scheduler.scheduled-time>', time)
      .replaceAll('<aws.scheduler.schedule-arn>', arn)
      .replaceAll('<aws.scheduler.execution-id>', id);
    const input = targetInput(filled === undefined ? target : { ...target, input: filled }, event);
    deliveries.accept({ target, input, source: arn, name: id });
    if (schedule.properties['ActionAfterCompletion'] === 'DELETE' && schedules.nextAt(arn) === undefined)
      remove(schedule.name);
  };
  const remove = (name: string) => {
    const schedule = booked.get(name);
    if (schedule !== undefined) schedules.remove(schedule.arn);
    booked.delete(name);
    journal.remove(name);
  };

  for (const schedule of declared) arm(schedule);
  for (const [name, properties] of journal.recovered)
    if (!booked.has(name)) arm({ name, arn: arnOf(name), properties });
  return {
    find: (name) => booked.get(name),
    list: () => [...booked.values()],
    remove,
    put(name, properties) {
      const schedule = { name, arn: arnOf(name), properties };
      const before = booked.get(name);
      if (before !== undefined) schedules.remove(before.arn);
      try {
        arm(schedule);
      } catch (error) {
        throw new AwsError('ValidationException', error instanceof Error ? error.message : String(error));
      }
      journal.put(name, properties);
      return schedule;
    },
    close: () => journal.close(),
  };
}

const arnOf = (name: string) => `arn:aws:scheduler:${REGION}:${ACCOUNT_ID}:schedule/default/${name}`;

function bounds({ from, until }: ScheduleSpec): { readonly from?: number; readonly until?: number } {
  return { ...(from === undefined ? {} : { from }), ...(until === undefined ? {} : { until }) };
}
