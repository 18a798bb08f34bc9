import type { Engine } from '#infra/local/engine';
import type { EventBus, RuleSpec } from '#infra/local/events/event-bus';
import { matchesPattern } from '#infra/local/events/event-pattern';
import { isRecord, type JsonRecord, listOf, recordOf, textAt, textOf } from '#infra/local/json';
import { AwsError } from '#infra/local/wire/aws-error';
import { createJsonEngine } from '#infra/local/wire/json-protocol';

/** EventBridge behind the front: what publishers and people use; rules come from the templates. */
export function createEventsEngine(bus: EventBus, stop: () => Promise<void>): Engine {
  const put = (entry: JsonRecord): JsonRecord => {
    const { Source: source, DetailType: detailType, EventBusName: name } = entry;
    const detail = detailOf(entry['Detail']);
    if (typeof source !== 'string' || typeof detailType !== 'string')
      return refused('InvalidArgument', 'An event needs Source and DetailType');
    if (detail === undefined)
      return refused('MalformedDetail', 'Detail is malformed; it needs the JSON text of an object');
    const busName = (textOf(name) ?? 'default').split('/').at(-1) ?? 'default';
    if (!bus.buses.includes(busName))
      return refused(
        'ResourceNotFoundException',
        `Event bus ${busName} does not exist; there are ${bus.buses.join(', ')}`,
      );
    const resources = listOf(entry['Resources']).map(String);
    return { EventId: bus.put({ bus: busName, source, detailType, detail, resources }) };
  };
  const ruleOf = (input: JsonRecord): RuleSpec => {
    const name = textAt(input, 'Name' in input ? 'Name' : 'Rule', 'The request');
    const rule = bus.rules.find((one) => one.name === name);
    if (rule === undefined)
      throw new AwsError(
        'ResourceNotFoundException',
        `Rule ${name} does not exist; there are ${bus.rules.map((one) => one.name).join(', ') || 'none'}`,
      );
    return rule;
  };
  return createJsonEngine({
    scopes: ['events'],
    stop,
    operations: {
      PutEvents(input) {
        const Entries = listOf(input['Entries']).map((entry) => put(recordOf(entry)));
        return { Entries, FailedEntryCount: Entries.filter((entry) => 'ErrorCode' in entry).length };
      },
      ListEventBuses: () => ({ EventBuses: bus.buses.map((name) => ({ Name: name, Arn: busArn(name) })) }),
      DescribeEventBus(input) {
        const name = textOf(input['Name']) ?? 'default';
        if (!bus.buses.includes(name))
          throw new AwsError(
            'ResourceNotFoundException',
            `Event bus ${name} does not exist; there are ${bus.buses.join(', ')}`,
          );
        return { Name: name, Arn: busArn(name) };
      },
      ListRules(input) {
        const name = textOf(input['EventBusName']) ?? 'default';
        return { Rules: bus.rules.filter((rule) => rule.bus === name).map(described) };
      },
      DescribeRule: (input) => described(ruleOf(input)),
      ListTargetsByRule: (input) => ({ Targets: ruleOf(input).targets.map(({ id, arn }) => ({ Id: id, Arn: arn })) }),
      TestEventPattern: (input) => ({
        Result: matchesPattern(recordOf(detailOf(input['EventPattern'])), detailOf(input['Event'])),
      }),
    },
  });
}

const busArn = (name: string) => `arn:aws:events:us-east-1:000000000000:event-bus/${name}`;

const refused = (code: string, message: string): JsonRecord => ({ ErrorCode: code, ErrorMessage: message });

function described(rule: RuleSpec): JsonRecord {
  return {
    Name: rule.name,
    Arn: rule.arn,
    State: rule.isEnabled ? 'ENABLED' : 'DISABLED',
    EventBusName: rule.bus,
    ...(rule.pattern === undefined ? {} : { EventPattern: JSON.stringify(rule.pattern) }),
    ...(rule.schedule === undefined ? {} : { ScheduleExpression: rule.schedule }),
  };
}

function detailOf(text: unknown): unknown {
  try {
    const detail: unknown = JSON.parse(textOf(text) ?? '');
    return isRecord(detail) ? detail : undefined;
  } catch {
    return undefined;
  }
}
