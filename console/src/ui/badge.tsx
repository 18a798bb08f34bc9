export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'quiet';

const TONES: Readonly<Record<string, Tone>> = {
  OPEN: 'quiet',
  CUTOFF: 'info',
  RECONCILING: 'info',
  FROZEN: 'warn',
  PAID: 'ok',
  accepted: 'quiet',
  queued: 'quiet',
  processing: 'info',
  awaiting_remittance: 'warn',
  completed: 'ok',
  failed: 'bad',
  duplicate: 'quiet',
  posted: 'ok',
  prepared: 'warn',
  pending: 'warn',
  approved: 'info',
  released: 'info',
  submitted: 'info',
  settled: 'ok',
  returned: 'bad',
  rejected: 'bad',
  reversed: 'bad',
  voided: 'bad',
  ok: 'ok',
  matched: 'ok',
  proposed: 'warn',
  unmatched: 'bad',
  never_run: 'quiet',
};

/** What a state means for whoever looks: fine, waiting for a person, wrong, on its way, or nothing yet. */
export function toneOf(state: string): Tone {
  return TONES[state] ?? 'quiet';
}

/** A state in words, coloured by what it means; the words alone suffice. */
export function Badge({
  state,
  tone,
  label,
}: {
  readonly state: string;
  readonly tone?: Tone;
  readonly label?: string;
}) {
  return (
    <span className="badge" data-tone={tone ?? toneOf(state)}>
      {label ?? wordsOf(state)}
    </span>
  );
}

/** Words that are written in their own way wherever they stand. */
const NAMES: Readonly<Record<string, string>> = {
  ach: 'ACH',
  sepa: 'SEPA',
  paypal: 'PayPal',
  isrc: 'ISRC',
  upc: 'UPC',
  ok: 'OK',
};

/** `awaiting_remittance` → Awaiting remittance. */
export function wordsOf(state: string): string {
  const text = state
    .toLowerCase()
    .split(/[_ -]/)
    .map((word) => NAMES[word] ?? word)
    .join(' ');
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`;
}
