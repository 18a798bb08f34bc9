import { useQuery } from '@tanstack/react-query';
import { answered, api } from '#console/api/client.ts';
import { countText, percentText } from '#console/money/amount.ts';
import { differenceOf, quotientOf } from '#console/money/decimal.ts';
import { monthQuery, type Period } from '#console/pages/close/period-queries.ts';
import { Amount } from '#console/ui/amount.tsx';
import { ConfirmDialog } from '#console/ui/confirm-dialog.tsx';
import { Hash } from '#console/ui/hash.tsx';
import { countryName, monthAway, monthName } from '#console/ui/instant.tsx';
import { Figures } from '#console/ui/page.tsx';
import { useAct } from '#console/ui/use-act.ts';

/** The second person's word: what is paid, in words, and how it differs from the month before. */
export function ApprovePeriodDialog({ period, onClose }: { readonly period: Period; readonly onClose: () => void }) {
  const act = useAct();
  const earlier = useQuery(monthQuery(monthAway(period.month, -1)));
  const before = earlier.data?.find((other) => other.country === period.country);
  const digest = period.approval?.digest ?? '';
  return (
    <ConfirmDialog
      title={`Approve ${countryName(period.country)}, ${monthName(period.month)}?`}
      action="Approve and release"
      onClose={onClose}
      {...(period.attributed !== null &&
        period.currency !== null && { amounts: [{ amount: period.attributed, currency: period.currency }] })}
      act={({ key }) =>
        act(() =>
          answered(
            api.POST('/v1/periods/{id}/approve', {
              params: { path: { id: period.period_id }, header: { 'Idempotency-Key': key } },
              body: { digest },
            }),
          ),
        )
      }
    >
      <p>Rights holders of this country get this month’s earnings. The period is then paid, and stays as it is.</p>
      <Figures
        items={[
          { label: 'Pool', value: <Amount value={period.pool} currency={period.currency} /> },
          { label: 'Pool against last month', value: change(period.pool, before?.pool) },
          { label: 'Rate', value: <Amount value={period.per_stream_rate} currency={period.currency} detail="rate" /> },
          { label: 'Rate against last month', value: change(period.per_stream_rate, before?.per_stream_rate) },
          {
            label: 'Qualified plays',
            value: period.qualified_plays === null ? '—' : countText(period.qualified_plays),
          },
          { label: 'Nobody’s yet', value: <Amount value={period.unattributed} currency={period.currency} /> },
          { label: 'What you approve', value: <Hash value={digest} /> },
        ]}
      />
    </ConfirmDialog>
  );
}

function change(current: string | null, before: string | null | undefined): string {
  if (current === null || before === null || before === undefined) return 'No month before';
  const ratio = quotientOf(differenceOf(current, before), before, 6);
  return ratio === undefined ? 'Was zero' : percentText(ratio, 2);
}
