import { parseCurrency } from '#kernel/money/currency';
import { type Money, parseUnits } from '#kernel/money/units';
import { dynamodbClient } from '#platform/clients/dynamodb';
import { eventBridgeClient } from '#platform/clients/event-bridge';
import { s3Client } from '#platform/clients/s3';
import { ledger } from '#platform/compose/ledger';
import { paymentDesk } from '#platform/compose/payment-desk';
import { reportRegister } from '#platform/compose/reports';
import { readEnvironment } from '#platform/environment';
import { DynamodbSettlementRegister } from '#settlement/adapters/dynamodb-settlement-register';
import { createSettlementBell } from '#settlement/adapters/event-bridge-settlement-bell';
import { S3LineArchive } from '#settlement/adapters/s3-line-archive';
import type { RemittanceDesk, SettlementBell, SettlementRegister } from '#settlement/ports';
import type { SettlementAccess } from '#settlement/steps/settlement-access';

export function settlementRegister(): SettlementRegister {
  return new DynamodbSettlementRegister(dynamodbClient, readEnvironment('CONTROL_TABLE').CONTROL_TABLE);
}

export function settlementBell(): SettlementBell {
  return createSettlementBell(eventBridgeClient, readEnvironment('EVENT_BUS').EVENT_BUS);
}

/** Everything that settlement's steps stand on, but the clock of the call. */
export function settlementPorts(): Omit<SettlementAccess, 'clock'> {
  return {
    register: settlementRegister(),
    archive: new S3LineArchive(s3Client, readEnvironment('LAKE_BUCKET').LAKE_BUCKET),
    desk: paymentDesk(),
    remittances: remittanceDesk(),
    ledger: ledger(),
    bell: settlementBell(),
  };
}

/** What people said has arrived for reports, from the reports' own records. */
function remittanceDesk(): RemittanceDesk {
  const reports = reportRegister();
  return {
    async received(reportIds) {
      const found = new Map<string, readonly Money[]>();
      for (const reportId of reportIds) {
        const report = await reports.find(reportId);
        if (report === undefined) continue;
        const amounts = report.totals.received.flatMap(({ currency: code, amount }) => {
          const currency = parseCurrency(code);
          const units = parseUnits(amount);
          return currency === undefined || units === undefined ? [] : [{ currency, units }];
        });
        found.set(reportId, amounts);
      }
      return found;
    },
  };
}
