import { readWeightRow, WEIGHT_FILE_COLUMNS } from '#rights/read-portion';
import { type ImportPortionsPorts, importPortions, type PortionDrop } from '#rights/steps/import-portions';

/** Closes and inserts a dropped weights file's sets by country (R9), whole or not at all. */
export function importWeights(drop: PortionDrop, ports: ImportPortionsPorts) {
  const nameGroup = ({ subject }: { readonly subject: string }) => `Country ${subject}`;
  return importPortions(drop, { columns: WEIGHT_FILE_COLUMNS, readRow: readWeightRow, nameGroup }, ports);
}
