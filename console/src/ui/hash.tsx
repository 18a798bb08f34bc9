import { useState } from 'react';
import { Button } from '#console/ui/button.tsx';

/** A digest: its first and last characters to compare by eye, all of it on hover and by copying. */
export function Hash({ value }: { readonly value: string | null | undefined }) {
  const [isCopied, setCopied] = useState(false);
  if (value === null || value === undefined) return <span className="muted">—</span>;
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
  };
  return (
    <span className="hash">
      <code title={value}>{value.length > 20 ? `${value.slice(0, 10)}…${value.slice(-6)}` : value}</code>
      <Button kind="plain" onPress={() => void copy()} label={`Copy ${value}`}>
        {isCopied ? 'Copied' : 'Copy'}
      </Button>
    </span>
  );
}
