import { raiseTamperAlarm } from '#ledger/steps/raise-tamper-alarm';
import { ledgerStreamEvent, tamperingsIn } from '#ledger/tampering';
import { alarmPorts } from '#platform/compose/ledger-alarms';
import { countMetric } from '#platform/metrics';
import { taskHandler } from '#platform/task-handler';

export const handler = taskHandler(ledgerStreamEvent, async (event) => {
  const tamperings = tamperingsIn(event);
  if (tamperings.length > 0) countMetric('LedgerTampered', tamperings.length);
  await raiseTamperAlarm(tamperings, alarmPorts());
  return { tamperings: tamperings.length };
});
