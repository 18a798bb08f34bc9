import type { ImportOutcome } from '#holders/import-result';
import type { HolderDirectory } from '#holders/ports';
import { readTaxForm, TAX_FORM_FILE_COLUMNS } from '#holders/read-tax-form';
import { RecordsContended } from '#holders/steps/import-records';
import { unknownHolders } from '#holders/steps/unknown-holders';
import { overlapAmong, type TaxForm, type TaxFormsContent, taxFormsContent, taxFormsOf } from '#holders/tax-form';
import {
  counted,
  NO_COUNTS,
  type RecordDrop,
  type StoredRecord,
  type VersionedRecords,
  verdictOn,
} from '#holders/versioned-records';
import { type FileIssue, type IssueLog, issueLog } from '#kernel/csv/file-issue';
import { readTable } from '#kernel/csv/read-table';

export interface ImportTaxFormsPorts {
  readonly taxForms: VersionedRecords<TaxFormsContent>;
  readonly directory: Pick<HolderDirectory, 'getHolders'>;
  readonly bytes: () => Promise<AsyncIterable<Uint8Array>>;
}

interface DroppedForm {
  readonly line: number;
  readonly form: TaxForm;
}
type FormsByHolder = ReadonlyMap<string, readonly DroppedForm[]>;

const ISSUES_MAX = 100;
const ROWS_MAX = 500_000;
const RACES_MAX = 20;

/**
 * Adds dropped tax forms to those on file. A row with the form and first day of one on file replaces it, such as to end it; the days
 * of two forms of one holder may not overlap. Any error refuses the whole file before anything is written.
 */
export async function importTaxForms(drop: RecordDrop, ports: ImportTaxFormsPorts): Promise<ImportOutcome> {
  const errors = issueLog(ISSUES_MAX);
  const dropped = await readForms(ports, errors);
  if (errors.count === 0 && dropped.size === 0)
    errors.add({ code: 'no_rows', message: 'The file has a header and no row; there is nothing to change.' });
  if (errors.count === 0) {
    const places = [...dropped].flatMap(([id, forms]) => forms.map(({ line }) => ({ id, line, column: 'holder_id' })));
    (await unknownHolders(places, ports.directory)).forEach(errors.add);
    const stored = await ports.taxForms.findMany([...dropped.keys()]);
    for (const [id, forms] of dropped)
      overlapIssues(id, merged(stored.get(id), forms, drop), forms).forEach(errors.add);
  }
  if (errors.count > 0) return { kind: 'refused', errors: errors.issues, errorCount: errors.count };
  return { kind: 'imported', counts: await upsertForms(drop, dropped, ports), warnings: [], warningCount: 0 };
}

async function readForms(ports: ImportTaxFormsPorts, errors: IssueLog): Promise<FormsByHolder> {
  const dropped = new Map<string, DroppedForm[]>();
  let count = 0;
  for await (const page of readTable(await ports.bytes(), TAX_FORM_FILE_COLUMNS, errors)) {
    for (const row of page) {
      const { id, content, errors: found } = readTaxForm(row);
      found.forEach(errors.add);
      const forms = dropped.get(id) ?? [];
      // The very same row twice says one thing.
      if (!forms.some(({ form }) => JSON.stringify(form) === JSON.stringify(content)))
        forms.push({ line: row.line, form: content });
      dropped.set(id, forms);
    }
    count += page.length;
    if (count > ROWS_MAX) {
      errors.add({ code: 'too_many_rows', message: `The file has more than ${ROWS_MAX} rows; split it.` });
      break;
    }
  }
  return dropped;
}

/** The forms on file with those of the drop; where both say something of one form and day, the later drop does. */
function merged(
  stored: StoredRecord<TaxFormsContent> | undefined,
  dropped: readonly DroppedForm[],
  { droppedAt }: RecordDrop,
): readonly TaxForm[] {
  const incoming = dropped.map(({ form }) => form);
  if (stored === undefined) return incoming;
  const onFile = taxFormsOf(stored.content);
  const [stronger, weaker] = stored.droppedAt > droppedAt ? [onFile, incoming] : [incoming, onFile];
  const isSaid = (form: TaxForm) =>
    stronger.some((other) => other.form === form.form && other.validFrom === form.validFrom);
  return [...weaker.filter((form) => !isSaid(form)), ...stronger];
}

function overlapIssues(id: string, forms: readonly TaxForm[], dropped: readonly DroppedForm[]): readonly FileIssue[] {
  const overlap = overlapAmong(forms);
  if (overlap === undefined) return [];
  const [one, other] = overlap;
  const line = dropped.findLast(({ form }) => form === one || form === other)?.line;
  return [
    {
      code: 'overlapping_forms',
      message: `${line === undefined ? '' : `Line ${line}: `}the ${one.form} of holder ${id} from ${one.validFrom.slice(0, 10)} and the ${other.form} from ${other.validFrom.slice(0, 10)} overlap; end the first where the second begins.`,
      ...(line !== undefined && { line }),
      column: 'valid_from',
    },
  ];
}

async function upsertForms(drop: RecordDrop, dropped: FormsByHolder, { taxForms }: ImportTaxFormsPorts) {
  let counts = NO_COUNTS;
  const ids = [...dropped.keys()];
  for (let start = 0; start < ids.length; start += taxForms.changesMax) {
    const group = ids.slice(start, start + taxForms.changesMax);
    counts = await upsertGroup(drop, { group, dropped, taxForms, counts });
  }
  return counts;
}

async function upsertGroup(
  drop: RecordDrop,
  job: Pick<ImportTaxFormsPorts, 'taxForms'> & {
    readonly group: readonly string[];
    readonly dropped: FormsByHolder;
    readonly counts: typeof NO_COUNTS;
  },
): Promise<typeof NO_COUNTS> {
  for (let race = 0; race < RACES_MAX; race += 1) {
    const stored = await job.taxForms.findMany(job.group);
    const changes: StoredRecord<TaxFormsContent>[] = [];
    let { counts } = job;
    for (const id of job.group) {
      const standing = stored.get(id);
      const forms = merged(standing, job.dropped.get(id) ?? [], drop);
      // Another drop may have come between check and write; then this one starts again, and is refused as it should.
      if (overlapAmong(forms) !== undefined) throw new RecordsContended(`Tax forms of ${id} changed meanwhile`);
      const content = taxFormsContent(id, forms);
      const isChange = standing !== undefined && standing.content.forms !== content.forms;
      counts = counted(counts, isChange ? 'updated' : verdictOn(standing, content, drop).verdict);
      if (isChange) changes.push({ ...standing, content, version: standing.version + 1, ...newer(standing, drop) });
      else if (standing === undefined) changes.push({ id, content, version: 1, ...drop });
    }
    if (changes.length === 0 || (await job.taxForms.write(changes)) === 'written') return counts;
  }
  throw new RecordsContended(`${drop.dropId} lost the race for the same tax forms ${RACES_MAX} times; import it again`);
}

function newer(standing: RecordDrop, drop: RecordDrop): RecordDrop {
  const { dropId, droppedAt } = standing.droppedAt > drop.droppedAt ? standing : drop;
  return { dropId, droppedAt };
}
