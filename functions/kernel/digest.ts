import { hash } from 'node:crypto';
import { canonicalJson, type Json } from '#kernel/canonical-json';

/** SHA-256 of a text's UTF-8 bytes, 64 lower-case hex digits. */
export function sha256Hex(text: string): string {
  return hash('sha256', text, 'hex');
}

/** SHA-256 of the value's canonical JSON: equal content has an equal digest, whatever order its keys were written in. */
export function digestOf(value: Json): string {
  return sha256Hex(canonicalJson(value));
}
