import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { countText } from '#console/money/amount.ts';
import { AccountDetail } from '#console/pages/ledger/account-detail.tsx';
import { childrenOf } from '#console/pages/ledger/account-tree.ts';
import { ClockSlider } from '#console/pages/ledger/clock-slider.tsx';
import { LedgerFrame } from '#console/pages/ledger/ledger-frame.tsx';
import { accountQuery, type TwoClocks, trialBalanceQuery } from '#console/pages/ledger/ledger-queries.ts';
import { useAsked } from '#console/ui/address.ts';
import { Amount } from '#console/ui/amount.tsx';
import { Button } from '#console/ui/button.tsx';
import { Field } from '#console/ui/field.tsx';
import { Panel } from '#console/ui/page.tsx';
import { Empty, QueryView } from '#console/ui/query-view.tsx';

const NODES_SHOWN = 60;

/** Every account, rolled up, as it stood at any instant of either clock. */
export function LedgerPage() {
  const [asked, ask] = useAsked();
  const clocks: TwoClocks = {
    ...(asked['as_of'] !== undefined && { as_of: asked['as_of'] }),
    ...(asked['known_at'] !== undefined && { known_at: asked['known_at'] }),
  };
  const account = asked['account'];
  const query = useQuery(trialBalanceQuery);
  const paths = (query.data?.accounts ?? []).map((row) => row.account);
  return (
    <LedgerFrame title="Accounts" lead="Double entry, only ever added to. Pick an account, pick an instant.">
      <Panel title="As it stood" note="What was effective by then, and what was known by then">
        <div className="grid-2">
          <ClockSlider label="Effective by" value={asked['as_of']} onChange={(as_of) => ask({ as_of })} />
          <ClockSlider label="Recorded by" value={asked['known_at']} onChange={(known_at) => ask({ known_at })} />
        </div>
      </Panel>
      <div className="grid-main">
        <Panel title="Account tree" note="A roll-up adds every account below it" flush>
          <QueryView
            query={query}
            isEmpty={() => paths.length === 0}
            empty={<Empty title="Nothing has been posted yet" />}
            lines={8}
          >
            {() => (
              <Branch
                paths={paths}
                prefix=""
                clocks={clocks}
                chosen={account}
                onChoose={(chosen) => ask({ account: chosen })}
              />
            )}
          </QueryView>
        </Panel>
        {account === undefined ? (
          <Panel>
            <Empty title="Pick an account">
              <p>Its balance, its roll-up and its entries appear here.</p>
            </Empty>
          </Panel>
        ) : (
          <AccountDetail key={account} account={account} isLeaf={paths.includes(account)} clocks={clocks} />
        )}
      </div>
    </LedgerFrame>
  );
}

interface BranchProps {
  readonly paths: readonly string[];
  readonly prefix: string;
  readonly clocks: TwoClocks;
  readonly chosen: string | undefined;
  readonly onChoose: (account: string) => void;
}

function Branch(props: BranchProps) {
  const [filter, setFilter] = useState('');
  const nodes = childrenOf(props.paths, props.prefix);
  const wanted = nodes.filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()));
  return (
    <ul className={props.prefix === '' ? 'tree' : undefined}>
      {nodes.length > NODES_SHOWN && (
        <li className="tree-row">
          <Field label={`Find among ${countText(nodes.length)}`} value={filter} onChange={setFilter} />
        </li>
      )}
      {wanted.slice(0, NODES_SHOWN).map((node) => (
        <Node key={node.path} {...props} path={node.path} name={node.name} accounts={node.accounts} />
      ))}
    </ul>
  );
}

function Node(props: BranchProps & { readonly path: string; readonly name: string; readonly accounts: number }) {
  const { path, name, accounts, chosen } = props;
  const isLeaf = props.paths.includes(path);
  const [isOpen, setOpen] = useState(chosen?.startsWith(`${path}:`) ?? false);
  const query = useQuery(accountQuery(path, props.clocks));
  return (
    <li>
      <div className="tree-row">
        <span>
          {!isLeaf && (
            <Button kind="plain" onPress={() => setOpen(!isOpen)} label={`${isOpen ? 'Close' : 'Open'} ${path}`}>
              {isOpen ? '▾' : '▸'}
            </Button>
          )}
          <Button kind="plain" onPress={() => props.onChoose(path)}>
            {name}
          </Button>
          {!isLeaf && <span className="small muted">{countText(accounts)}</span>}
        </span>
        <span className="stack-s num">
          {query.data?.balances.map((balance) => (
            <Amount key={balance.currency} value={balance.posted} currency={balance.currency} />
          ))}
        </span>
      </div>
      {isOpen && <Branch {...props} prefix={path} />}
    </li>
  );
}
