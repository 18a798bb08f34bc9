import { UnreadableReport } from '#reports/reading/unreadable-report';
import { reportError } from '#reports/report-error';
import type { WorkbookArchive } from '#reports/workbook/archive';
import { readXml } from '#reports/workbook/xml-stream';

export interface SheetPart {
  readonly name: string;
  readonly isHidden: boolean;
  readonly partName: string;
}

/** Shared strings stay in memory, since any cell may name any of them. */
const SHARED_CHARACTERS_MAX = 128 * 1024 * 1024;

/** The sheets of a workbook in its order. */
export async function sheetParts(archive: WorkbookArchive): Promise<readonly SheetPart[]> {
  const targets = new Map<string, string>();
  await readXml(archive.part('xl/_rels/workbook.xml.rels'), {
    open(name, attributes) {
      if (name === 'Relationship') targets.set(attributes['Id'] ?? '', attributes['Target'] ?? '');
    },
  });
  const sheets: SheetPart[] = [];
  await readXml(archive.part('xl/workbook.xml'), {
    open(name, attributes) {
      if (name !== 'sheet') return;
      const target = targets.get(attributes['r:id'] ?? '') ?? '';
      const partName = target.startsWith('/') ? target.slice(1) : `xl/${target}`;
      const isHidden = (attributes['state'] ?? 'visible') !== 'visible';
      sheets.push({ name: attributes['name'] ?? '', isHidden, partName });
    },
  });
  return sheets;
}

export async function sharedStrings(archive: WorkbookArchive): Promise<readonly string[]> {
  const strings: string[] = [];
  let current = '';
  let characters = 0;
  let inText = false;
  let inPhonetic = false;
  await readXml(archive.part('xl/sharedStrings.xml'), {
    open(name) {
      if (name === 'si') current = '';
      else if (name === 't') inText = true;
      else if (name === 'rPh') inPhonetic = true;
    },
    text(text) {
      if (inText && !inPhonetic) current += text;
    },
    close(name) {
      if (name === 't') inText = false;
      else if (name === 'rPh') inPhonetic = false;
      else if (name === 'si') {
        strings.push(current);
        characters += current.length;
        if (characters > SHARED_CHARACTERS_MAX) throw tooManyStrings();
      }
    },
  });
  return strings;
}

/** For each cell style whether it shows a number as a date. */
export async function dateStyles(archive: WorkbookArchive): Promise<readonly boolean[]> {
  const customDates = new Map<number, boolean>();
  const styles: boolean[] = [];
  let inCellFormats = false;
  await readXml(archive.part('xl/styles.xml'), {
    open(name, attributes) {
      if (name === 'numFmt')
        customDates.set(Number(attributes['numFmtId']), isDateFormat(attributes['formatCode'] ?? ''));
      else if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'xf' && inCellFormats) {
        const id = Number(attributes['numFmtId'] ?? 0);
        styles.push(customDates.get(id) ?? isBuiltInDate(id));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return styles;
}

/** Whether the workbook counts days from 1904, as old Macs did. */
export async function countsFrom1904(archive: WorkbookArchive): Promise<boolean> {
  let isFrom1904 = false;
  await readXml(archive.part('xl/workbook.xml'), {
    open(name, attributes) {
      if (name === 'workbookPr') isFrom1904 = ['1', 'true'].includes(attributes['date1904'] ?? '');
    },
  });
  return isFrom1904;
}

/** ECMA-376 18.8.30: 14–22 and 45–47 are dates and times. */
const isBuiltInDate = (id: number) => (id >= 14 && id <= 22) || (id >= 45 && id <= 47);

/** Text in quotes and brackets aside, a format with day, month or year letters shows a date. */
const isDateFormat = (code: string) => /[dmy]/i.test(code.replace(/"[^"]*"|\[[^\]]*\]|\\./g, ''));

function tooManyStrings(): UnreadableReport {
  const expected = `a workbook with at most ${SHARED_CHARACTERS_MAX} characters of shared text, or a CSV, would be read`;
  return new UnreadableReport(reportError('zip_bomb', { value: 'xl/sharedStrings.xml' }, expected));
}
