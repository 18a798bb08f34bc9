import { useQuery } from '@tanstack/react-query';
import { useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { consoleConfig } from '#console/api/config.ts';
import { beginHostedSignIn, completeHostedSignIn } from '#console/api/hosted-sign-in.ts';
import { RolePicker } from '#console/pages/session/role-picker.tsx';
import { useAsked } from '#console/ui/address.ts';
import { Button } from '#console/ui/button.tsx';
import { Loading, Problem } from '#console/ui/query-view.tsx';

/** Where a session begins: the user pool's pages on AWS, a choice of roles on the local cloud. */
export function SignInPage() {
  const config = useQuery({ queryKey: ['config'], queryFn: consoleConfig, staleTime: Number.POSITIVE_INFINITY });
  const [{ to }] = useAsked();
  const returnTo = to?.startsWith('/') === true && !to.startsWith('//') ? to : '/';
  useEffect(() => {
    document.title = 'Sign in · Pennywhistle';
  }, []);
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <div className="eyebrow">Pennywhistle</div>
        <h1>Exact to the last digit.</h1>
        {config.data === undefined ? (
          config.error === null ? (
            <Loading lines={3} />
          ) : (
            <Problem error={config.error} onRetry={() => void config.refetch()} />
          )
        ) : config.data.sign_in.kind === 'local' ? (
          <RolePicker returnTo={returnTo} />
        ) : (
          <HostedSignIn signIn={config.data.sign_in} returnTo={returnTo} />
        )}
      </div>
    </main>
  );
}

function HostedSignIn({
  signIn,
  returnTo,
}: {
  readonly signIn: { url: string; client_id: string };
  readonly returnTo: string;
}) {
  const { pathname, searchStr } = useLocation();
  const navigate = useNavigate();
  const [error, setError] = useState<unknown>();
  const isReturn = pathname === '/signed-in';
  useEffect(() => {
    if (!isReturn) return;
    completeHostedSignIn(signIn, new URLSearchParams(searchStr))
      .then((to) => navigate({ to, replace: true }))
      .catch(setError);
  }, [isReturn, signIn, searchStr, navigate]);
  if (isReturn && error === undefined) return <Loading lines={2} />;
  return (
    <div className="stack">
      <p className="page-lead">Sign in with the account that your administrator gave you.</p>
      {error !== undefined && <Problem error={error} />}
      <div>
        <Button kind="primary" onPress={() => void beginHostedSignIn(signIn, returnTo)}>
          Sign in
        </Button>
      </div>
    </div>
  );
}
