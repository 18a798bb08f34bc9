/** What a log line must not carry: money, people and where they bank. Keys are compared without case and underscores. */
const MASKED_KEYS = new Set(
  [
    ['amount', 'amounts', 'units', 'posted', 'reserved', 'available', 'payable', 'balance', 'balance_after', 'needed'],
    ['converted', 'commission', 'holder_amount', 'original_amount', 'amount_received', 'received', 'totals', 'factor'],
    ['holder_name', 'legal_name', 'artist', 'owner', 'email', 'phone', 'iban', 'bic', 'routing', 'account_number'],
    ['postal_address', 'tax_id', 'authorization', 'token', 'cookie', 'password', 'secret', 'payout_threshold'],
  ]
    .flat()
    .map(plainKey),
);

const MASK = '***';
const EMAIL = /[\w.+-]+@[\w-]+(\.[\w-]+)+/g;
const IBAN = /\b[A-Z]{2}\d{2}[A-Z0-9]{11,30}\b/g;
const BEARER = /\bBearer\s+[\w.~+/-]+=*/gi;
/** A decimal fraction that is part of neither a time nor a version. */
const DECIMAL = /(?<![\w.:])-?\d+\.\d{1,28}(?!\w|\.\d)/g;

/** Replaces masked keys by `***`, and amounts, addresses and bank numbers inside texts; for `JSON.stringify`. */
export function maskSecrets(key: string, value: unknown): unknown {
  if (typeof value === 'bigint') return MASK;
  if (isHolderName(key, value)) return MASK;
  if (value !== undefined && value !== null && MASKED_KEYS.has(plainKey(key))) return MASK;
  return typeof value === 'string' ? maskText(value) : value;
}

/** The text without emails, IBANs, bearer tokens and decimal amounts. */
export function maskText(text: string): string {
  return text.replace(BEARER, MASK).replace(EMAIL, MASK).replace(IBAN, MASK).replace(DECIMAL, MASK);
}

/** `name` is an error's literal name (one capitalised word) or a person's; only the former may be seen. */
function isHolderName(key: string, value: unknown): boolean {
  return key === 'name' && typeof value === 'string' && !/^[A-Z][A-Za-z0-9]+$/.test(value);
}

function plainKey(key: string): string {
  return key.replaceAll('_', '').toLowerCase();
}
