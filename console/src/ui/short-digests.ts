/** A sentence with its digests cut to what an eye compares; the whole of each stands where it can be copied. */
export function shortDigests(text: string): string {
  return text.replaceAll(/\b([0-9a-f]{8})[0-9a-f]{50,}([0-9a-f]{6})\b/g, '$1…$2');
}
