import { expandFloorDiv } from '#kernel/sql/floor-div';
import { expandTextHash } from '#kernel/sql/text-hash';

/** A query as Athena takes it: the audited functions of our own, expanded into Trino's. */
export function athenaTextOf(sql: string): string {
  return expandTextHash(expandFloorDiv(sql));
}
