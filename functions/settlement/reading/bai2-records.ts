import { numberedLines } from '#settlement/reading/bank-text';
import { unreadable } from '#settlement/unreadable';

/** One logical record: its continuations are joined to it, and `physical` counts them all for the control totals. */
export interface Bai2Record {
  readonly code: string;
  readonly line: number;
  readonly fields: readonly string[];
  readonly physical: number;
}

const STARTS = /^\s*(01|02|03|16|88|49|98|99)\s*,/;
/** A line may hold several records: after a slash and a gap, the next one's code begins. */
const BOUNDARY = /\/\s+(?=(?:01|02|03|16|88|49|98|99),)/;
const FIELDS_MAX = 10_000;

interface Physical {
  readonly code: string;
  readonly line: number;
  readonly body: string;
}

/** The records of a BAI2 text, with continuations (88) joined. Throws `UnreadableFile`. */
export async function* bai2Records(text: AsyncIterable<string>): AsyncGenerator<readonly Bai2Record[]> {
  let held: { readonly code: string; readonly line: number; fields: string[]; physical: number } | undefined;
  let records: Bai2Record[] = [];
  const take = ({ code, line, body }: Physical) => {
    const fields = body.split(',');
    if (code !== '88') {
      if (held !== undefined) records.push(held);
      held = { code, line, fields, physical: 1 };
      return;
    }
    if (held === undefined) throw unreadable('malformed_record', 'A continuation (88) continues nothing.', { line });
    held.fields.push(...fields);
    held.physical += 1;
    if (held.fields.length > FIELDS_MAX)
      throw unreadable('malformed_record', `A record has more than ${FIELDS_MAX} fields.`, { line: held.line });
  };
  for await (const physical of physicalRecords(text)) {
    for (const record of physical) take(record);
    if (records.length > 0) yield records.splice(0);
  }
  if (held !== undefined) yield [held];
  records = [];
}

/** Records as they stand, before continuations are joined; a line that starts with no code goes on with the one before. */
async function* physicalRecords(text: AsyncIterable<string>): AsyncGenerator<readonly Physical[]> {
  let open: { line: number; text: string } | undefined;
  for await (const lines of numberedLines(text)) {
    const found: Physical[] = [];
    for (const { number, text: line } of lines) {
      if (line.trim() === '') continue;
      if (STARTS.test(line)) {
        if (open !== undefined) found.push(...split(open.text, open.line));
        open = { line: number, text: line };
      } else if (open === undefined)
        throw unreadable('malformed_record', 'The file does not start with a record of BAI2.', { line: number });
      else open.text += line;
    }
    if (found.length > 0) yield found;
  }
  if (open !== undefined) yield split(open.text, open.line);
}

function split(text: string, line: number): readonly Physical[] {
  return text.split(BOUNDARY).map((record) => {
    const [, code = ''] = STARTS.exec(record) ?? [];
    const body = record.slice(record.indexOf(',') + 1).trimEnd();
    return { code, line, body: body.endsWith('/') ? body.slice(0, -1).trimEnd() : body };
  });
}
