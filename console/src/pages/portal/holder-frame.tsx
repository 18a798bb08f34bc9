import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '#console/api/session.ts';
import { holderQuery } from '#console/pages/portal/holder-queries.ts';
import { useAddress } from '#console/ui/address.ts';
import { Page } from '#console/ui/page.tsx';
import { Problem } from '#console/ui/query-view.tsx';
import { SubPages } from '#console/ui/sub-pages.tsx';

/** What every page of one rights holder has in common. Staff see the ways to its parts here; holders have them beside. */
export function HolderFrame(props: { readonly title: string; readonly children: (holderId: string) => ReactNode }) {
  const { id = '' } = useAddress();
  const isStaff = useSession()?.roles.some((role) => role !== 'holder') ?? false;
  const holder = useQuery(holderQuery(id));
  const base = `/portal/${encodeURIComponent(id)}`;
  const name = holder.data?.name ?? id;
  return (
    <Page
      title={isStaff ? name : props.title}
      eyebrow={
        isStaff ? (
          <>
            <Link to="/portal">Holders</Link> / {id}
          </>
        ) : (
          name
        )
      }
    >
      {isStaff && (
        <SubPages
          label="Parts of the holder"
          items={[
            { to: base, label: 'Balance', isExact: true },
            { to: `${base}/mutations`, label: 'Mutations' },
            { to: `${base}/earnings`, label: 'Earnings' },
            { to: `${base}/plays`, label: 'Plays' },
          ]}
        />
      )}
      {holder.error === null ? (
        props.children(id)
      ) : (
        <Problem error={holder.error} onRetry={() => void holder.refetch()} />
      )}
    </Page>
  );
}
