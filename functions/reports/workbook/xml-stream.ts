import { SaxesParser } from 'saxes';
import { decodeText } from '#reports/reading/text-encoding';
import { UnreadableReport } from '#reports/reading/unreadable-report';
import { reportError } from '#reports/report-error';

export interface XmlHandler {
  /** `name` without its namespace prefix. */
  open?(name: string, attributes: Readonly<Record<string, string>>): void;
  text?(text: string): void;
  close?(name: string): void;
}

/** Feeds an XML part to a handler and yields after every piece, so that what it collected can be handed on. */
export async function* parseXml(
  part: AsyncIterable<Uint8Array>,
  handler: XmlHandler,
): AsyncGenerator<void, void, undefined> {
  const parser = new SaxesParser();
  parser.on('error', (error) => {
    const expected = 'a workbook as a spreadsheet program saves it would be read';
    throw new UnreadableReport(reportError('corrupt_archive', { value: error.message }, expected));
  });
  parser.on('doctype', () => {
    throw new UnreadableReport(
      reportError('corrupt_archive', { value: 'DOCTYPE' }, 'a workbook without document types would be read'),
    );
  });
  parser.on('opentag', (tag) => handler.open?.(localName(tag.name), tag.attributes));
  parser.on('text', (text) => handler.text?.(text));
  parser.on('closetag', (tag) => handler.close?.(localName(tag.name)));
  for await (const text of decodeText(part, 'utf-8')) {
    parser.write(text);
    yield;
  }
  parser.close();
  yield;
}

/** Reads a small part whole. */
export async function readXml(part: AsyncIterable<Uint8Array> | undefined, handler: XmlHandler): Promise<void> {
  if (part === undefined) return;
  for await (const _ of parseXml(part, handler));
}

const localName = (name: string) => name.slice(name.indexOf(':') + 1);
