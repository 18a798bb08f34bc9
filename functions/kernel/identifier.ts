const ID_LENGTH_MAX = 64;

/** What `isIdentifier` asks for, as the end of a sentence. */
export const IDENTIFIER_SHAPE = `1 to ${ID_LENGTH_MAX} printable ASCII characters without spaces, not starting with ~`;

/**
 * Whether a dropped text can be the id of a holder or a track: it stands in paths of the API and of accounts. Ids that
 * start with `~` are the platform's own participants (R16).
 */
export function isIdentifier(text: string): boolean {
  return text.length <= ID_LENGTH_MAX && /^[!-}][!-~]*$/.test(text);
}
