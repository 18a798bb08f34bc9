/** What may be shown of a bank detail: its last four characters, `***3000`; of a short one nothing. */
export function maskedDetail(text: string): string {
  return text.length > 6 ? `***${text.slice(-4)}` : '***';
}
