import { DynamoDbAlarmRegister } from '#ledger/adapters/dynamodb-alarm-register';
import { EventBridgeAlarmBell } from '#ledger/adapters/event-bridge-alarm-bell';
import type { AlarmBell, AlarmRegister } from '#ledger/tampering';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { eventBridgeClient } from '#platform/clients/event-bridge';
import { readEnvironment } from '#platform/environment';

/** Where the tamper alarm is written down, and how it is told. */
export function alarmPorts(): { readonly register: AlarmRegister; readonly bell: AlarmBell } {
  const { CONTROL_TABLE, EVENT_BUS } = readEnvironment('CONTROL_TABLE', 'EVENT_BUS');
  return {
    register: new DynamoDbAlarmRegister(dynamodbClient, CONTROL_TABLE),
    bell: new EventBridgeAlarmBell(eventBridgeClient, EVENT_BUS),
  };
}
