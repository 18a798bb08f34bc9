import { RoyaltyError } from '#kernel/errors';
import { isFailing, type Report } from '#reports/report';

/** A step came to a report that had failed, such as a repetition of an execution that ended. Nothing was changed. */
export class ReportEnded extends RoyaltyError {
  override readonly name = 'ReportEnded';
}

/** Throws `ReportEnded` for a report that failed or is failing: its content starts anew as another attempt (R25). */
export function requireGoing(report: Report): Report {
  if (!isFailing(report)) return report;
  throw new ReportEnded(`${report.reportId} failed (${report.failure ?? 'no reason'}); drop its content again instead`);
}
