const ID_LENGTH_MAX = 64;
/** An account's path takes this many characters of a percent-encoded id. */
const ENCODED_LENGTH_MAX = 192;

/** What `isIdentifier` asks for, as the end of a sentence. */
export const IDENTIFIER_SHAPE = `1 to ${ID_LENGTH_MAX} characters without spaces, not starting with ~`;

/**
 * Whether a dropped text can be the id of a holder, a plan, a track or a release. Ids that start with `~` are the
 * platform's own participants (R16).
 */
export function isIdentifier(text: string): boolean {
  if (!/^[^\s~]\S*$/u.test(text) || text.length > ID_LENGTH_MAX || !text.isWellFormed()) return false;
  return encodeURIComponent(text).length <= ENCODED_LENGTH_MAX;
}
