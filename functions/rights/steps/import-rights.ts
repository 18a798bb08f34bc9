import type { HolderDirectory } from '#holders/ports';
import type { FileIssue } from '#kernel/csv/file-issue';
import type { DroppedPortion } from '#rights/portion';
import { RIGHTS_FILE_COLUMNS, readRightsRow } from '#rights/read-portion';
import {
  type ImportPortionsPorts,
  importPortions,
  type PortionDrop,
  type PortionOutcome,
} from '#rights/steps/import-portions';
import type { RightsBell } from '#rights/workbench';

/**
 * Closes and inserts a dropped bridge file's shares by track and rights type (R8), whole or not at all, and rings when there is a new
 * version. Repeating the import of a drop rings again: whoever died between the two is made up for. A holder whom no file of holders named
 * is a warning: deals are often known before papers, and what such a holder earns is kept for them, but a typing error earns too.
 */
export async function importRights(
  drop: PortionDrop,
  ports: ImportPortionsPorts & { readonly bell: RightsBell; readonly holders: Pick<HolderDirectory, 'getHolders'> },
): Promise<PortionOutcome> {
  const nameGroup = ({ subject, facet }: { readonly subject: string; readonly facet: string }) =>
    `Track ${subject}, ${facet}`;
  const outcome = await importPortions(
    drop,
    { columns: RIGHTS_FILE_COLUMNS, readRow: readRightsRow, nameGroup, lookAt: strangersAmong(ports.holders) },
    ports,
  );
  if (outcome.kind === 'refused') return outcome;
  const { counts, version } = outcome.portionImport;
  if (counts.created + counts.updated > 0) await ports.bell.ring(version);
  return outcome;
}

/** Warns of every holder that nobody dropped, once, at the first line that names it. */
function strangersAmong(holders: Pick<HolderDirectory, 'getHolders'>) {
  const seen = new Set<string>();
  return async (portions: readonly DroppedPortion[]): Promise<readonly FileIssue[]> => {
    if (seen.size > SEEN_MAX) seen.clear();
    const firsts = portions.filter(({ member }) => !seen.has(member) && seen.add(member));
    const known = await holders.getHolders(firsts.map(({ member }) => member));
    return firsts
      .filter(({ member }) => !known.has(member))
      .map(({ member: value, line }) => ({
        code: 'unknown_holder',
        line,
        column: 'holder_id',
        value,
        message: `Line ${line}: holder_id "${value}" is no holder that was dropped; it earns, but cannot be paid until a file under holders/ names it.`,
      }));
  };
}

/** Ids kept in memory; in a longer file a stranger may be warned of again. */
const SEEN_MAX = 200_000;
