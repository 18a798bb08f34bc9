import type { Instant } from '#kernel/time/clock';

/** The two clocks of a request, without those that were not asked (R31). */
export function instantsOf(query: { readonly as_of?: Instant | undefined; readonly known_at?: Instant | undefined }): {
  readonly asOf?: Instant;
  readonly knownAt?: Instant;
} {
  return {
    ...(query.as_of === undefined ? {} : { asOf: query.as_of }),
    ...(query.known_at === undefined ? {} : { knownAt: query.known_at }),
  };
}
