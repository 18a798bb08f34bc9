/** An XML element's content: text, a list of repeated elements, or named children; `undefined` leaves it out. */
export type XmlContent = string | number | boolean | undefined | XmlElements | readonly XmlContent[];
export interface XmlElements {
  readonly [name: string]: XmlContent;
}

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/** A whole document of S3, e.g. `xmlDocument('Error', { Code: 'NoSuchKey' })`. */
export function xmlDocument(root: string, children: XmlElements): string {
  const namespace = root === 'Error' ? '' : ` xmlns="${NAMESPACE}"`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${namespace}>${elements(children)}</${root}>`;
}

function elements(children: XmlElements): string {
  return Object.entries(children)
    .map(([name, content]) => element(name, content))
    .join('');
}

function element(name: string, content: XmlContent): string {
  if (content === undefined) return '';
  if (isList(content)) return content.map((item) => element(name, item)).join('');
  if (typeof content === 'object') return `<${name}>${elements(content)}</${name}>`;
  return `<${name}>${escapeText(String(content))}</${name}>`;
}

const isList = (content: XmlContent): content is readonly XmlContent[] => Array.isArray(content);

// Control characters are legal in keys and illegal in XML 1.0; S3 writes them as references all the same.
function escapeText(text: string): string {
  return text.replace(/[&<>"\p{Cc}]/gu, (character) => {
    switch (character) {
      case '&':
        return '&amp;';
      case '<':
        return '&lt;';
      case '>':
        return '&gt;';
      case '"':
        return '&quot;';
      default:
        return `&#x${character.charCodeAt(0).toString(16)};`;
    }
  });
}
