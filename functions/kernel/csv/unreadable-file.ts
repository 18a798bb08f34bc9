import type { FileIssue } from '#kernel/csv/file-issue';
import { RoyaltyError } from '#kernel/errors';

/** The bytes are no text table at all; reading stops here. Whoever reads the file turns it into a refusal. */
export class UnreadableFile extends RoyaltyError {
  override readonly name = 'UnreadableFile';
  readonly issue: FileIssue;

  constructor(issue: FileIssue) {
    super(issue.message);
    this.issue = issue;
  }
}
