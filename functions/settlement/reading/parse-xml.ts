import { SaxesParser } from 'saxes';
import { unreadable } from '#settlement/unreadable';

export interface XmlElement {
  /** Local name. */
  readonly name: string;
  readonly namespace: string;
  readonly attribute: (name: string) => string | undefined;
  readonly line: number;
}

export interface XmlHandler {
  readonly open: (element: XmlElement) => void;
  /** The element's own text, trimmed, between its last child and its end. */
  readonly close: (name: string, text: string) => void;
}

const DEPTH_MAX = 64;

/**
 * Feeds a document to a handler and yields after every piece. Entities other than XML's own five are an error, and so is any
 * document type: nothing outside the file is ever looked up. Throws `UnreadableFile` for what is not well-formed.
 */
export async function* parseXml(text: AsyncIterable<string>, handler: XmlHandler): AsyncGenerator<void> {
  const parser = new SaxesParser({ xmlns: true, position: true });
  let own = '';
  let depth = 0;
  parser.on('error', (error) => {
    throw unreadable('invalid_xml', `The file is not well-formed XML: ${error.message}`, { line: parser.line });
  });
  parser.on('doctype', () => {
    const message =
      'The file has a document type (DOCTYPE); bank messages have none, and nothing that one names is read.';
    throw unreadable('doctype', message, { line: parser.line });
  });
  parser.on('opentag', (tag) => {
    own = '';
    depth += 1;
    if (depth > DEPTH_MAX) throw unreadable('invalid_xml', `Elements are nested deeper than ${DEPTH_MAX}.`);
    const attribute = (name: string) => tag.attributes[name]?.value;
    handler.open({ name: tag.local, namespace: tag.uri, attribute, line: parser.line });
  });
  const addText = (piece: string) => {
    own += piece;
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('closetag', (tag) => {
    depth -= 1;
    handler.close(tag.local, own.trim());
    own = '';
  });
  for await (const piece of text) {
    parser.write(piece);
    yield;
  }
  parser.close();
  yield;
}
