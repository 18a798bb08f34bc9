import type { DropIssue, DropKind } from '#drops/drop';

export type KnownKind = Exclude<DropKind, 'unknown'>;

/** The kinds that something here reads, in the order in which people are told of them. */
export const KNOWN_KINDS: readonly KnownKind[] = [
  'reports',
  'plays',
  'plays-archive',
  'catalog',
  'holders',
  'plans',
  'destinations',
  'tax-forms',
  'rights',
  'weights',
  'revenue',
  'fraud',
  'fx',
  'bank',
  'rail-returns',
];

export type KindReading =
  | { readonly kind: KnownKind }
  | { readonly kind: 'unknown'; readonly issue: DropIssue }
  | { readonly kind: 'folder' };

const SHAPES = KNOWN_KINDS.map((kind) => (kind === 'reports' ? 'reports/<provider>/' : `${kind}/`)).join(', ');

/**
 * What a key's first segment says. A provider's report also needs its provider: `reports/<provider>/<file>`. An empty object
 * whose key ends with a slash is the mark that a console makes for a folder, and no drop.
 */
export function kindOf({ key, size }: { readonly key: string; readonly size: number }): KindReading {
  if (key.endsWith('/') && size === 0) return { kind: 'folder' };
  const segments = key.split('/');
  const kind = KNOWN_KINDS.find((known) => known === segments[0] && segments.length > 1);
  if (kind === undefined) return refused(key, 'unknown_prefix', 'stands under no prefix that is read here');
  if (segments.at(-1) === '') return refused(key, 'no_file_name', 'has no file name');
  if (kind === 'reports' && (segments.length < 3 || segments[1] === ''))
    return refused(key, 'no_provider', 'does not say its provider');
  return { kind };
}

function refused(key: string, code: string, fault: string): KindReading {
  const message = `${JSON.stringify(key)} ${fault}; drop files under ${SHAPES}.`;
  return { kind: 'unknown', issue: { code, message, value: key } };
}
