import type { OpenLine } from '#settlement/settlement-record';

/** Why a person's word about a line was not taken. */
export type HandRefusal =
  | { readonly kind: 'not-found' }
  /** It is matched, or somebody else is at it. */
  | { readonly kind: 'not-open'; readonly line: OpenLine }
  | { readonly kind: 'stale' }
  | { readonly kind: 'same-person' }
  | { readonly kind: 'wrong'; readonly reason: string };
