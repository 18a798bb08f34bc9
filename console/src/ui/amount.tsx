import { type AmountDetail, amountLine, amountParts, countText } from '#console/money/amount.ts';

/** From here on a figure in large letters is set smaller, so that it stays on one line. */
const LONG_CHARACTERS = 10;

/** An amount: digits of the minor unit and above in ink, those below it quieter. Its whole text is on hover. */
export function Amount(props: {
  readonly value: string | null | undefined;
  readonly currency?: string | null | undefined;
  readonly detail?: AmountDetail;
  readonly signed?: boolean;
  /** The currency stands beside it already. */
  readonly bare?: boolean;
}) {
  if (props.value === null || props.value === undefined) return <span className="muted">—</span>;
  const currency = props.currency ?? undefined;
  const parts = amountParts({ amount: props.value, currency, detail: props.detail ?? 'exact' });
  const isNegative = parts.sign !== '';
  const plus = props.signed === true && !isNegative && /[1-9]/.test(props.value) ? '+' : '';
  return (
    <span
      className="amount"
      data-long={parts.head.length + parts.tail.length > LONG_CHARACTERS ? '' : undefined}
      data-negative={isNegative && props.signed === true ? '' : undefined}
      title={amountLine({ amount: props.value, currency })}
    >
      {plus}
      {parts.sign}
      {parts.head}
      {parts.tail !== '' && <span className="amount-tail">{parts.tail}</span>}
      {parts.currency !== '' && props.bare !== true && <span className="amount-currency">{parts.currency}</span>}
    </span>
  );
}

/** A whole number; a dash where it is not known. */
export function Count({ value }: { readonly value: number | null | undefined }) {
  if (value === null || value === undefined) return <span className="muted">—</span>;
  return <span className="amount">{countText(value)}</span>;
}
