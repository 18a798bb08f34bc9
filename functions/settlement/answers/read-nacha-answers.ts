import { parseCurrency } from '#kernel/money/currency';
import { powerOfTen } from '#kernel/money/power-of-ten';
import { LEDGER_SCALE } from '#kernel/money/units';
import {
  addTotals,
  BATCH_CONTROL,
  countEntry,
  FILE_CONTROL,
  nachaTotals,
  requireTotals,
  wholeOf,
} from '#settlement/answers/nacha-controls';
import { type NachaRecord, nachaRecords } from '#settlement/answers/nacha-records';
import { parseShortDay } from '#settlement/bank-day';
import { ANSWERS_MAX, type RailAnswer, type RailAnswers } from '#settlement/rail-answer';
import { unreadable } from '#settlement/unreadable';

const USD = parseCurrency('USD');

/**
 * Reads an ACH file of returns (addenda 99, `R01` …) and notifications of change (addenda 98, `C01` …). Every control of the file is
 * held to its entries. Throws `UnreadableFile`, also for a file that answers nothing.
 */
export async function readNachaAnswers(text: AsyncIterable<string>): Promise<RailAnswers> {
  const answers: RailAnswer[] = [];
  const file = nachaTotals();
  let batch: ReturnType<typeof nachaTotals> | undefined;
  let batches = 0;
  let header: NachaRecord | undefined;
  let entry: NachaRecord | undefined;
  let isEnded = false;
  for await (const record of nachaRecords(text)) {
    const type = record.text[0];
    if (isEnded) {
      if (/^9{94}$/.test(record.text)) continue;
      throw misplaced(record);
    }
    if ((type === '1') !== (header === undefined)) throw misplaced(record);
    if (type === '1') header = record;
    else if (type === '5' && batch === undefined) batch = nachaTotals();
    else if (type === '6' && batch !== undefined) {
      entry = record;
      countEntry(batch, record);
    } else if (type === '7' && batch !== undefined && entry !== undefined) {
      batch.count += 1;
      const answer = answerOf(record, entry);
      if (answer !== undefined && answers.push(answer) > ANSWERS_MAX)
        throw unreadable('too_large', `The file answers more than ${ANSWERS_MAX} entries; split it.`);
    } else if (type === '8' && batch !== undefined) {
      requireTotals(batch, record, BATCH_CONTROL);
      addTotals(file, batch);
      batches += 1;
      batch = undefined;
      entry = undefined;
    } else if (type === '9' && batch === undefined) {
      requireTotals(file, record, FILE_CONTROL);
      requireBatches(batches, record);
      isEnded = true;
    } else throw misplaced(record);
  }
  if (header === undefined || !isEnded) throw unreadable('cut_short', 'The file ends without its control record (9).');
  if (answers.length === 0)
    throw unreadable('no_answer', 'The file holds neither a return (addenda 99) nor a notification of change (98).');
  return { format: 'nacha', answerId: `${header.at(4, 13)}/${header.at(24, 33)}${header.at(34, 34)}`, answers };
}

const misplaced = (record: NachaRecord) =>
  unreadable('malformed_record', `A record ${record.text[0]} stands where none can.`, { line: record.line });

function requireBatches(found: number, control: NachaRecord): void {
  const stated = wholeOf(control, 2, 7);
  if (stated !== BigInt(found))
    throw unreadable('control_total', `The file has ${found} batches, its control says ${stated}.`, {
      line: control.line,
    });
}

function answerOf(addenda: NachaRecord, entry: NachaRecord): RailAnswer | undefined {
  const type = addenda.at(2, 3);
  if (type !== '98' && type !== '99') return undefined;
  const reason = addenda.at(4, 6);
  const expected = type === '99' ? /^R\d{2}$/ : /^C\d{2}$/;
  if (!expected.test(reason))
    throw unreadable('unknown_reason', `${JSON.stringify(reason)} is no code of addenda ${type}.`, {
      line: addenda.line,
      value: reason,
    });
  const identification = entry.at(40, 54);
  const day = parseShortDay(addenda.at(22, 27));
  return {
    kind: type === '99' ? 'returned' : 'correction',
    scope: 'payment',
    sourceLine: addenda.line,
    reason,
    traceNumber: addenda.at(7, 21),
    ...(identification !== '' && { endToEndId: identification }),
    ...(USD !== undefined &&
      type === '99' && { amount: { units: wholeOf(entry, 30, 39) * powerOfTen(LEDGER_SCALE - 2), currency: USD } }),
    ...(type === '98' ? { corrected: addenda.at(36, 64) } : { text: addenda.at(36, 79) }),
    ...(day !== undefined && type === '99' && { on: day }),
  };
}
