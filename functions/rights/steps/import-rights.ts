import { RIGHTS_FILE_COLUMNS, readRightsRow } from '#rights/read-portion';
import { type ImportPortionsPorts, importPortions, type PortionDrop } from '#rights/steps/import-portions';

/** Closes and inserts a dropped bridge file's shares by track and rights type (R8), whole or not at all. */
export function importRights(drop: PortionDrop, ports: ImportPortionsPorts) {
  const nameGroup = ({ subject, facet }: { readonly subject: string; readonly facet: string }) =>
    `Track ${subject}, ${facet}`;
  return importPortions(drop, { columns: RIGHTS_FILE_COLUMNS, readRow: readRightsRow, nameGroup }, ports);
}
