const ISRC = /^[A-Z]{2}[A-Z0-9]{3}\d{7}$/;

/**
 * The 12 characters of an ISRC: upper case, without hyphens, dots, spaces and the prefix `ISRC`. `undefined` when the
 * text is none; an ISRC has no check digit (E19). Some prefixes are no ISO country (`QZ`, `GX`, `FX`), so none is refused.
 */
export function normaliseIsrc(text: string): string | undefined {
  if (ISRC.test(text)) return text;
  const compact = text.toUpperCase().replace(/[\s.\u2010-\u2015-]/g, '');
  const bare = compact.length > 12 ? compact.replace(/^ISRC:?/, '') : compact;
  return ISRC.test(bare) ? bare : undefined;
}
