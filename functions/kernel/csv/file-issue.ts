/** One thing wrong with a file: which line, what stood there, what would be right. */
export interface FileIssue {
  /** A stable word for the type of fault, such as `malformed_isrc`. */
  readonly code: string;
  /** A full sentence for a person. */
  readonly message: string;
  /** Physical line where the record starts, 1-based, header included (R22); absent when the whole file is at fault. */
  readonly line?: number;
  readonly column?: string;
  /** The offending text, cut to `VALUE_LENGTH_MAX` characters. */
  readonly value?: string;
}

export const VALUE_LENGTH_MAX = 200;
export const MESSAGE_LENGTH_MAX = 600;

/** Collects issues: keeps the first of them, counts all of them. */
export interface IssueLog {
  readonly add: (issue: FileIssue) => void;
  /** Counts `more` issues that were found but are not at hand. */
  readonly countFurther: (more: number) => void;
  /** The true number, whatever was kept. */
  readonly count: number;
  readonly issues: readonly FileIssue[];
}

/** An empty log that keeps the first `keepMax` issues. */
export function issueLog(keepMax: number): IssueLog {
  const issues: FileIssue[] = [];
  let count = 0;
  return {
    add(issue) {
      count += 1;
      if (issues.length < keepMax) issues.push(cut(issue));
    },
    countFurther(more) {
      count += more;
    },
    get count() {
      return count;
    },
    issues,
  };
}

/** Cut, so that a hundred issues fit into one state machine's payload (256 KB). */
function cut(issue: FileIssue): FileIssue {
  const { message, value } = issue;
  return {
    ...issue,
    message: shortened(message, MESSAGE_LENGTH_MAX),
    ...(value !== undefined && { value: shortened(value, VALUE_LENGTH_MAX) }),
  };
}

function shortened(text: string, lengthMax: number): string {
  return text.length <= lengthMax ? text : `${text.slice(0, lengthMax).toWellFormed()}…`;
}
