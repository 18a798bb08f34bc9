import { replaceCalls } from '#kernel/sql/function-calls';

/**
 * Replaces every `text_hash(text)` by Trino's own functions: the low 59 bits of the text's MD5, read as a little-endian integer. It
 * is never below zero and has at most 18 digits, so that sums of it are cheap. A fingerprint for comparing what we wrote ourselves, no signature: what must
 * not be forged is named by SHA-256. The marks let the local Athena find the call again.
 */
export function expandTextHash(sql: string): string {
  return replaceCalls(sql, { name: 'text_hash', places: 1 }, (text = '') => {
    const bytes = `reverse(substr(md5(to_utf8(${text})), 1, 8))`;
    return `/*text_hash*/bitwise_and(from_big_endian_64(${bytes}), 576460752303423487)/*end*/`;
  });
}
