import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { localToken, signInLocally } from '#console/api/local-sign-in.ts';
import type { Role } from '#console/api/session.ts';
import { Button } from '#console/ui/button.tsx';
import { Choice } from '#console/ui/choice.tsx';
import { Field } from '#console/ui/field.tsx';
import { Notice } from '#console/ui/query-view.tsx';

interface Persona {
  readonly role: Role;
  readonly subject: string;
  readonly title: string;
  readonly does: string;
}

/** Whom one can be on the local cloud; two people, so that what one prepares the other can approve. */
const PERSONAS: readonly Persona[] = [
  {
    role: 'ops',
    subject: 'olive',
    title: 'Olive, operations',
    does: 'Closes months, enters remittances, prepares runs.',
  },
  { role: 'approver', subject: 'abel', title: 'Abel, approver', does: 'Approves what another person prepared.' },
  { role: 'auditor', subject: 'ines', title: 'Ines, auditor', does: 'Reads everything and changes nothing.' },
  { role: 'admin', subject: 'root', title: 'Administrator', does: 'May do all of it, except approve their own.' },
];

/** The local cloud's sign-in: whoever one wants to be, by the local issuer. */
export function RolePicker({ returnTo }: { readonly returnTo: string }) {
  const navigate = useNavigate();
  const [holder, setHolder] = useState('');
  const [error, setError] = useState<string>();
  const holders = useQuery({ queryKey: ['local-holders'], queryFn: knownHolders });
  const signIn = async (who: Parameters<typeof signInLocally>[0], to: string) => {
    try {
      await signInLocally(who);
      await navigate({ to, replace: true });
    } catch (refusal) {
      setError(refusal instanceof Error ? refusal.message : String(refusal));
    }
  };
  const asHolder = () => void signIn({ role: 'holder', holder }, `/portal/${encodeURIComponent(holder)}`);
  return (
    <>
      <p className="page-lead">This is the local cloud: be whoever you need to be.</p>
      <ul className="role-grid">
        {PERSONAS.map(({ role, subject, title, does }) => (
          <li key={subject}>
            <AriaButton className="role-card" onPress={() => void signIn({ role, subject }, returnTo)}>
              <strong>{title}</strong>
              <span>{does}</span>
            </AriaButton>
          </li>
        ))}
      </ul>
      <section className="panel panel-body stack-s" aria-label="A rights holder">
        <h2>A rights holder</h2>
        <p className="small muted">Reads their own balance, mutations and earnings, and nobody else’s.</p>
        <div className="row">
          {(holders.data?.length ?? 0) > 0 ? (
            <Choice
              label="Rights holder"
              isLabelHidden
              placeholder="Choose a rights holder"
              value={holder === '' ? undefined : holder}
              options={holders.data ?? []}
              onChange={setHolder}
            />
          ) : (
            <Field label="Holder id" value={holder} onChange={setHolder} placeholder="H1" />
          )}
          <Button kind="primary" onPress={asHolder} isDisabled={holder === ''}>
            Open the portal
          </Button>
        </div>
      </section>
      {error !== undefined && <Notice tone="bad">{error}</Notice>}
    </>
  );
}

/** The first holders by name; a local cloud without any lets one type an id. */
async function knownHolders(): Promise<readonly { readonly value: string; readonly label: string }[]> {
  const token = await localToken({ role: 'auditor', subject: 'ines' });
  const answer = await fetch('/v1/holders?limit=100', { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) return [];
  const { items } = (await answer.json()) as { items: readonly { holder_id: string; name: string }[] };
  return items.map(({ holder_id, name }) => ({ value: holder_id, label: `${name} (${holder_id})` }));
}
