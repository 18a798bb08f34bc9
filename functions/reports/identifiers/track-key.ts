/**
 * The mapping's own key (R25a) for rows with neither ISRC nor UPC. The same functions give the catalogue's side. In SQL:
 * `'track:' || key_text(title) || '|' || key_text(artist)` with `key_text(x) = trim(regexp_replace(lower(nfc_normalize(x)), '[ \t\r\n]+', ' ', 'g'))`.
 */
export function trackTitleKey(title: string, artist: string): string {
  return `track:${keyText(title)}|${keyText(artist)}`;
}

export function releaseTitleKey(title: string, artist: string): string {
  return `release:${keyText(title)}|${keyText(artist)}`;
}

export function trackIdKey(trackId: string): string {
  return `id:${trackId.trim()}`;
}

/** Case, Unicode composition and runs of spaces do not count; anything else does. */
export function keyText(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[ \t\r\n]+/g, ' ')
    .trim();
}
