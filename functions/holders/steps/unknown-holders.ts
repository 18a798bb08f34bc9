import type { HolderDirectory } from '#holders/ports';
import type { FileIssue } from '#kernel/csv/file-issue';

/** One issue for each place of a file that names a holder whom nobody dropped. */
export async function unknownHolders(
  places: readonly { readonly id: string; readonly line: number; readonly column: string }[],
  directory: Pick<HolderDirectory, 'getHolders'>,
): Promise<readonly FileIssue[]> {
  const known = await directory.getHolders(places.map(({ id }) => id));
  return places
    .filter(({ id }) => !known.has(id))
    .map(({ id, line, column }) => ({
      code: 'unknown_holder',
      message: `Line ${line}: holder ${id} is not known; drop it under holders/ first.`,
      line,
      column,
      value: id,
    }));
}
