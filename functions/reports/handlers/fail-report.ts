import { z } from 'zod';
import { dropRecords } from '#platform/compose/drops';
import { ledger } from '#platform/compose/ledger';
import { reportLines } from '#platform/compose/report-lake';
import { errorLog, reportRegister, waiters } from '#platform/compose/reports';
import { taskHandler } from '#platform/task-handler';
import { failReport } from '#reports/steps/fail-report';

const ports = {
  register: reportRegister(),
  drops: dropRecords(),
  errorLog: errorLog(),
  lines: reportLines(),
  ledger: ledger(),
  waiters: waiters(),
};

/** The state machine's whole input at the failure; `fault` is there when a Catch brought it here. */
const input = z.object({
  drop_id: z.string(),
  registered: z.object({ report_id: z.string() }).optional(),
  fault: z.object({ Error: z.string(), Cause: z.string().default('') }).optional(),
});

export const handler = taskHandler(input, ({ drop_id, registered, fault }, { clock }) =>
  failReport(
    { ...ports, clock },
    {
      dropId: drop_id,
      reportId: registered?.report_id,
      fault: fault === undefined ? undefined : { error: fault.Error, cause: fault.Cause },
    },
  ),
);
