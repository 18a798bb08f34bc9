import type { DestinationContent } from '#holders/destination';
import type { ImportOutcome } from '#holders/import-result';
import type { HolderDirectory } from '#holders/ports';
import { DESTINATION_FILE_COLUMNS, readDestination } from '#holders/read-destination';
import { type FileRows, importRecords } from '#holders/steps/import-records';
import { unknownHolders } from '#holders/steps/unknown-holders';
import type { RecordDrop, VersionedRecords } from '#holders/versioned-records';
import type { FileIssue } from '#kernel/csv/file-issue';

export interface ImportDestinationsPorts {
  readonly destinations: VersionedRecords<DestinationContent>;
  readonly directory: Pick<HolderDirectory, 'getHolders'>;
  readonly bytes: () => Promise<AsyncIterable<Uint8Array>>;
}

/**
 * Upserts dropped destinations; every version is kept, so it stays visible where money would have gone. One unknown holder refuses
 * the whole file: a destination of nobody is a mistyped id.
 */
export async function importDestinations(drop: RecordDrop, ports: ImportDestinationsPorts): Promise<ImportOutcome> {
  const outcome = await importRecords({
    drop,
    columns: DESTINATION_FILE_COLUMNS,
    idColumn: 'holder_id',
    read: readDestination,
    records: ports.destinations,
    check: (rows) => unfitRows(rows, ports.directory),
    bytes: ports.bytes,
  });
  if (outcome.kind === 'refused') return { ...outcome, errors: outcome.errors.map(withoutDetails) };
  return { kind: 'imported', counts: outcome.counts, warnings: [], warningCount: 0 };
}

/** What is wrong with the table itself repeats whole lines or cells; of these, a person sees where it is and nothing more. */
function withoutDetails({ value, ...issue }: FileIssue): FileIssue {
  if (value === undefined || !OPEN_COLUMNS.has(issue.column ?? '')) return issue;
  return { ...issue, value };
}

const OPEN_COLUMNS: ReadonlySet<string> = new Set(['holder_id', 'method', 'verified']);

/** Holders that nobody dropped, also as the receivers of an internal payout, who may not be the payers. */
async function unfitRows(
  rows: FileRows<DestinationContent>,
  directory: ImportDestinationsPorts['directory'],
): Promise<readonly FileIssue[]> {
  const payers = [...rows].map(([id, { line }]) => ({ id, line, column: 'holder_id' }));
  const receivers = [...rows.values()].flatMap(({ line, content }) =>
    content.method === 'internal' && content.account !== undefined
      ? [{ id: content.account, line, column: 'account' }]
      : [],
  );
  const selves = [...rows.values()].flatMap(({ line, content }): FileIssue[] =>
    content.method === 'internal' && content.account === content.holderId
      ? [
          {
            code: 'unfit_field',
            message: `Line ${line}: account names the holder itself; an internal payout goes to another holder.`,
            line,
            column: 'account',
          },
        ]
      : [],
  );
  return [...(await unknownHolders([...payers, ...receivers], directory)), ...selves];
}
