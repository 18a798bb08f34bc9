import { RoyaltyError } from '#kernel/errors';
import { describeReportError, type ReportError } from '#reports/report-error';

/** Reading cannot go on: the bytes are not what they claim. Carries the error that the report then shows. */
export class UnreadableReport extends RoyaltyError {
  override readonly name = 'UnreadableReport';
  readonly problem: ReportError;

  constructor(problem: ReportError) {
    super(describeReportError(problem));
    this.problem = problem;
  }
}
