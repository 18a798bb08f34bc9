import { useState } from 'react';
import { answered, api } from '#console/api/client.ts';
import { quotientOf } from '#console/money/decimal.ts';
import type { Report } from '#console/pages/reports/report-queries.ts';
import { Amount } from '#console/ui/amount.tsx';
import { Button } from '#console/ui/button.tsx';
import { ConfirmDialog } from '#console/ui/confirm-dialog.tsx';
import { Field } from '#console/ui/field.tsx';
import { useAct } from '#console/ui/use-act.ts';

const DECIMAL = /^(0|[1-9]\d*)(\.\d{1,10})?$/;

/** What arrived for one original currency. The factor that follows from it is shown before anybody confirms. */
export function RemittanceForm(props: {
  readonly report: Report;
  readonly originalCurrency: string;
  /** A second person repeats the amount to accept a factor that is out of bounds. */
  readonly isAccepting: boolean;
}) {
  const { report, originalCurrency, isAccepting } = props;
  const act = useAct();
  const [amount, setAmount] = useState('');
  const [currency, setCurrency] = useState(originalCurrency);
  const [isAsking, setAsking] = useState(false);
  const payable = report.totals.payable.find((sum) => sum.currency === originalCurrency)?.amount;
  const isGood = DECIMAL.test(amount) && /^[A-Z]{3}$/.test(currency);
  const factor = isGood && payable !== undefined ? quotientOf(amount, payable, 10) : undefined;
  return (
    <form
      className="row remittance"
      onSubmit={(event) => {
        event.preventDefault();
        if (isGood) setAsking(true);
      }}
    >
      <Field
        label={`Received for ${originalCurrency}`}
        value={amount}
        onChange={(text) => setAmount(text.trim())}
        inputMode="decimal"
        placeholder={payable ?? '0.00'}
        error={amount === '' || DECIMAL.test(amount) ? undefined : 'A decimal such as 370.25'}
      />
      <Field label="Currency" value={currency} onChange={(text) => setCurrency(text.trim().toUpperCase())} />
      <div className="field">
        <span className="field-label">Effective factor</span>
        <output className="factor">{factor === undefined ? '—' : <Amount value={factor} detail="rate" />}</output>
      </div>
      <Button type="submit" kind="primary" isDisabled={!isGood}>
        {isAccepting ? 'Accept' : 'Enter'}
      </Button>
      {isAsking && (
        <ConfirmDialog
          title={isAccepting ? 'Accept this factor?' : 'Enter this remittance?'}
          action={isAccepting ? 'Accept it' : 'Enter it'}
          amounts={[{ amount, currency }]}
          onClose={() => setAsking(false)}
          act={({ key }) =>
            act(() =>
              answered(
                api.POST('/v1/reports/{id}/remittance', {
                  params: { path: { id: report.report_id }, header: { 'Idempotency-Key': key } },
                  body: { amount, currency, original_currency: originalCurrency, accept_factor: isAccepting },
                }),
              ),
            )
          }
        >
          <p>
            The file says <Amount value={payable} currency={originalCurrency} />; every row is converted by the factor{' '}
            <strong>{factor === undefined ? 'of nothing' : <Amount value={factor} detail="rate" />}</strong>, and
            balances move.
          </p>
        </ConfirmDialog>
      )}
    </form>
  );
}
