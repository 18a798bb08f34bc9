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
 * version. Repeating the import of a drop rings again: whoever died between the two is made up for.
 */
export async function importRights(
  drop: PortionDrop,
  ports: ImportPortionsPorts & { readonly bell: RightsBell },
): Promise<PortionOutcome> {
  const nameGroup = ({ subject, facet }: { readonly subject: string; readonly facet: string }) =>
    `Track ${subject}, ${facet}`;
  const outcome = await importPortions(
    drop,
    { columns: RIGHTS_FILE_COLUMNS, readRow: readRightsRow, nameGroup },
    ports,
  );
  if (outcome.kind === 'refused') return outcome;
  const { counts, version } = outcome.portionImport;
  if (counts.created + counts.updated > 0) await ports.bell.ring(version);
  return outcome;
}
