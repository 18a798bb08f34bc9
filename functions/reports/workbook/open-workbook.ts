import type { WorkbookMember } from '#reports/opened-report';
import type { WorkbookArchive } from '#reports/workbook/archive';
import { sheetRecords, type WorkbookTables } from '#reports/workbook/sheet-records';
import { countsFrom1904, dateStyles, sharedStrings, sheetParts } from '#reports/workbook/workbook-parts';

/** A workbook (ECMA-376) read from its parts. We read the XML ourselves, since a library's float would lose the digits. */
export function openWorkbook(file: {
  readonly name: string;
  readonly archive: WorkbookArchive;
  bytes(): AsyncIterable<Uint8Array>;
}): WorkbookMember {
  const { archive, name } = file;
  let tables: Promise<WorkbookTables> | undefined;
  return {
    kind: 'workbook',
    name,
    bytes: () => file.bytes(),
    async sheets() {
      const parts = await sheetParts(archive);
      return parts.map((sheet) => ({
        name: sheet.name,
        isHidden: sheet.isHidden,
        async *records(formulas) {
          tables ??= readTables(archive);
          const part = archive.part(sheet.partName);
          if (part !== undefined) yield* sheetRecords(part, await tables, formulas);
        },
      }));
    },
  };
}

async function readTables(archive: WorkbookArchive): Promise<WorkbookTables> {
  const [strings, isDateStyle, isFrom1904] = [
    await sharedStrings(archive),
    await dateStyles(archive),
    await countsFrom1904(archive),
  ];
  return { strings, isDateStyle, isFrom1904 };
}
