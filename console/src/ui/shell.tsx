import { Link, Outlet, useNavigate } from '@tanstack/react-router';
import { consoleConfig } from '#console/api/config.ts';
import { endHostedSession } from '#console/api/hosted-sign-in.ts';
import { keepSession, type Session, useSession } from '#console/api/session.ts';
import { wordsOf } from '#console/ui/badge.tsx';
import { Button } from '#console/ui/button.tsx';
import { Icon, type IconName, Mark } from '#console/ui/icons.tsx';
import { useTheme } from '#console/ui/theme.ts';

interface Destination {
  readonly to: string;
  readonly label: string;
  readonly icon: IconName;
  readonly isExact?: boolean;
}

const STAFF: readonly Destination[] = [
  { to: '/', label: 'Close', icon: 'close', isExact: true },
  { to: '/reports', label: 'Reports', icon: 'reports' },
  { to: '/ledger', label: 'Ledger', icon: 'ledger' },
  { to: '/payouts', label: 'Payouts', icon: 'payouts' },
  { to: '/settlement', label: 'Settlement', icon: 'settlement' },
  { to: '/portal', label: 'Holders', icon: 'holders' },
];

const holderPages = (holderId: string): readonly Destination[] => [
  { to: `/portal/${holderId}`, label: 'Balance', icon: 'balance', isExact: true },
  { to: `/portal/${holderId}/mutations`, label: 'Mutations', icon: 'list' },
  { to: `/portal/${holderId}/earnings`, label: 'Earnings', icon: 'chart' },
  { to: `/portal/${holderId}/plays`, label: 'Plays', icon: 'play' },
];

/** What stands around every page: where one can go, who one is, light or dark. */
export function Shell() {
  const session = useSession();
  if (session === undefined) return null;
  const isHolder = session.roles.every((role) => role === 'holder');
  const destinations = isHolder ? holderPages(session.holderId ?? '') : STAFF;
  return (
    <div className="shell">
      <a className="skip" href="#main">
        Skip to the page
      </a>
      <header className="rail">
        <Link to="/" className="brand">
          <Mark />
          Pennywhistle
        </Link>
        <nav className="rail-links" aria-label="Pages">
          {destinations.map(({ to, label, icon, isExact }) => (
            <Link key={to} to={to} activeOptions={{ exact: isExact ?? false, includeSearch: false }}>
              <Icon name={icon} />
              {label}
            </Link>
          ))}
        </nav>
        <SignedIn session={session} />
      </header>
      <main className="main" id="main" tabIndex={-1}>
        <div className="main-inner">
          <Outlet />
        </div>
      </main>
    </div>
  );
}

function SignedIn({ session }: { readonly session: Session }) {
  const [theme, setTheme] = useTheme();
  const navigate = useNavigate();
  const signOut = async () => {
    const { sign_in } = await consoleConfig();
    keepSession(undefined);
    if (sign_in.kind === 'hosted') endHostedSession(sign_in);
    else await navigate({ to: '/signed-out' });
  };
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <div className="rail-foot">
      <div className="who">
        <strong title={session.subject}>{session.name}</strong>
        <span className="small muted">{session.roles.map(wordsOf).join(', ')}</span>
      </div>
      <div className="row">
        <Button kind="plain" onPress={() => setTheme(other)} label={`Switch to the ${other} theme`}>
          {theme === 'dark' ? '☀' : '☾'}
        </Button>
        <Button kind="plain" onPress={() => void signOut()}>
          Sign out
        </Button>
      </div>
    </div>
  );
}
