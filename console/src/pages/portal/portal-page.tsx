import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { amountLine } from '#console/money/amount.ts';
import { compareDecimals, differenceOf, isNegative, isZero } from '#console/money/decimal.ts';
import { HolderFrame } from '#console/pages/portal/holder-frame.tsx';
import {
  balancesQuery,
  earningsQuery,
  holderQuery,
  latestMutationsQuery,
} from '#console/pages/portal/holder-queries.ts';
import { MutationRows } from '#console/pages/portal/mutation-rows.tsx';
import { NoticesPanel } from '#console/pages/portal/notices-panel.tsx';
import { Amount } from '#console/ui/amount.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, Loading, QueryView } from '#console/ui/query-view.tsx';

const RECENT = 8;
const EarningsChart = lazy(() =>
  import('#console/pages/portal/earnings-chart.tsx').then((module) => ({ default: module.EarningsChart })),
);

/** What a holder has: posted, set aside, available, and what the next payout will be and why. */
export function PortalPage() {
  return (
    <HolderFrame title="Your balance">
      {(id) => (
        <>
          <NoticesPanel holderId={id} />
          <Balances holderId={id} />
          <div className="grid-main">
            <RecentMutations holderId={id} />
            <MonthlyEarnings holderId={id} />
          </div>
        </>
      )}
    </HolderFrame>
  );
}

interface Balance {
  readonly currency: string;
  readonly posted: string;
  readonly reserved: string;
  readonly available: string;
  readonly payable: string;
}

function Balances({ holderId }: { readonly holderId: string }) {
  const query = useQuery(balancesQuery(holderId));
  const holder = useQuery(holderQuery(holderId));
  return (
    <QueryView
      query={query}
      isEmpty={({ balances }) => balances.length === 0}
      empty={
        <Panel>
          <Empty title="Nothing has been posted yet">
            <p>The first earnings appear here as soon as a report or a month is paid.</p>
          </Empty>
        </Panel>
      }
    >
      {({ balances }) => (
        <>
          {balances.map((balance) => (
            <BalanceOf key={balance.currency} balance={balance} holder={holder.data} />
          ))}
        </>
      )}
    </QueryView>
  );
}

interface Terms {
  readonly currency: string;
  readonly payout_threshold: string;
}

function BalanceOf({ balance, holder }: { readonly balance: Balance; readonly holder: Terms | undefined }) {
  const { currency } = balance;
  const parts = [
    ['Available', balance.available, 'Yours, and not set aside'],
    ['Next payout', balance.payable, whyOf(balance, holder)],
    ['Posted', balance.posted, postedNote(balance)],
    ['Set aside', balance.reserved, 'For payments on their way'],
  ] as const;
  return (
    <section className="panel hero" aria-label={`Balance in ${currency}`}>
      {parts.map(([label, value, note]) => (
        <div key={label}>
          <div className="hero-label">{label}</div>
          <Amount value={value} currency={currency} />
          <div className="small muted">{note}</div>
        </div>
      ))}
    </section>
  );
}

/**
 * What is posted, neither set aside nor available: earnings of a month that nobody has approved yet. Zero where a
 * clawback took more than there was.
 */
function awaitingApproval({ posted, reserved, available }: Balance): string {
  const waiting = differenceOf(differenceOf(posted, reserved), available);
  return isNegative(available) || isNegative(waiting) ? '0' : waiting;
}

function postedNote(balance: Balance): string {
  const waiting = awaitingApproval(balance);
  if (isZero(waiting)) return 'Everything on your account';
  const amount = amountLine({ amount: waiting, currency: balance.currency, detail: 'minor' });
  return `${amount} of it wait until their month is approved`;
}

/** The rule of the payable amount in one sentence, for this balance. */
function whyOf(balance: Balance, terms: Terms | undefined): string {
  const { available, payable, currency } = balance;
  if (!isZero(payable)) return 'What is available, in whole coins; the rest stays yours';
  if (isZero(available) && !isZero(awaitingApproval(balance))) return 'Once your latest month is approved';
  if (isZero(available) || available.startsWith('-')) return 'Nothing is available to pay';
  if (terms !== undefined && terms.currency !== currency) return `Payouts are made in ${terms.currency}`;
  if (terms !== undefined && compareDecimals(available, terms.payout_threshold) < 0)
    return `Below the threshold of ${amountLine({ amount: terms.payout_threshold, currency })}`;
  return 'Less than one coin, or a hold stands on it';
}

function RecentMutations({ holderId }: { readonly holderId: string }) {
  const query = useQuery(latestMutationsQuery(holderId, RECENT));
  const rows = query.data?.items ?? [];
  return (
    <Panel
      title="Latest mutations"
      note={
        <Link to="/portal/$id/mutations" params={{ id: holderId } as never}>
          All of them
        </Link>
      }
      flush
    >
      <QueryView query={query} isEmpty={() => rows.length === 0} empty={<Empty title="No mutation yet" />}>
        {() => <MutationRows rows={rows} />}
      </QueryView>
    </Panel>
  );
}

function MonthlyEarnings({ holderId }: { readonly holderId: string }) {
  const query = useQuery(earningsQuery(holderId, 'period'));
  const holder = useQuery(holderQuery(holderId));
  return (
    <Panel
      title="Earned by month"
      note={
        <Link to="/portal/$id/earnings" params={{ id: holderId } as never}>
          By store, territory, track
        </Link>
      }
    >
      <QueryView query={query} isEmpty={({ items }) => items.length === 0} empty={<Empty title="Nothing earned yet" />}>
        {({ items }) => (
          <Suspense fallback={<Loading lines={5} />}>
            <EarningsChart items={items} preferred={holder.data?.currency} />
          </Suspense>
        )}
      </QueryView>
    </Panel>
  );
}
