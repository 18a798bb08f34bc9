import { nameFromArn, serviceOfArn } from '#infra/local/account';
import { TARGET_SERVICES } from '#infra/local/events/deliveries';
import type { RuleSpec } from '#infra/local/events/event-bus';
import { checkPattern } from '#infra/local/events/event-pattern';
import { type EventTarget, parseTarget } from '#infra/local/events/event-target';
import { isRecord, listOf, recordOf, textOf } from '#infra/local/json';
import type { CloudModel } from '#infra/local/template/cloud-model';

/** The rules of a model. Throws on a pattern or a target that the local cloud cannot emulate. */
export function ruleSpecs(model: CloudModel): readonly RuleSpec[] {
  return model.ofType('AWS::Events::Rule').map(({ name, arn = '', properties }) => {
    const pattern = isRecord(properties['EventPattern']) ? properties['EventPattern'] : undefined;
    if (pattern !== undefined) checkPattern(pattern);
    return {
      name,
      arn,
      bus: nameFromArn(textOf(properties['EventBusName']) ?? 'default'),
      isEnabled: properties['State'] !== 'DISABLED',
      pattern,
      schedule: textOf(properties['ScheduleExpression']),
      targets: listOf(properties['Targets']).map((target) => deliverable(parseTarget(target, name), name)),
    };
  });
}

/** An `AWS::Scheduler::Schedule`. */
export interface ScheduleSpec {
  readonly name: string;
  readonly arn: string;
  readonly expression: string;
  readonly isEnabled: boolean;
  readonly target: EventTarget;
  readonly from: number | undefined;
  readonly until: number | undefined;
}

/** Reads a schedule. Throws on a time zone other than UTC, and on a target that cannot be emulated. */
export function scheduleSpec(name: string, arn: string, properties: Readonly<Record<string, unknown>>): ScheduleSpec {
  const zone = textOf(properties['ScheduleExpressionTimezone']) ?? 'UTC';
  if (zone !== 'UTC' && zone !== 'Etc/UTC')
    throw new Error(`Schedule ${name} is in ${zone}; the local cloud runs schedules in UTC`);
  return {
    name,
    arn,
    expression: textOf(properties['ScheduleExpression']) ?? '',
    isEnabled: properties['State'] !== 'DISABLED',
    target: deliverable(parseTarget({ Id: name, ...recordOf(properties['Target']) }, name), name),
    from: instantOf(properties['StartDate']),
    until: instantOf(properties['EndDate']),
  };
}

function instantOf(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const milliseconds = typeof value === 'number' ? value * 1000 : Date.parse(textOf(value) ?? '');
  return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

function deliverable(target: EventTarget, owner: string): EventTarget {
  if (TARGET_SERVICES.includes(serviceOfArn(target.arn))) return target;
  throw new Error(`${owner} sends to ${target.arn}; the local cloud delivers to ${TARGET_SERVICES.join(', ')}`);
}
