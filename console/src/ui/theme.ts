import { useSyncExternalStore } from 'react';

export type Theme = 'light' | 'dark';

const listeners = new Set<() => void>();

/** The theme that is shown, and a way to choose the other; the choice outlives the tab. */
export function useTheme(): readonly [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => (document.documentElement.dataset['theme'] === 'dark' ? 'dark' : 'light'),
  );
  return [theme, choose];
}

function choose(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  localStorage.setItem('pennywhistle.theme', theme);
  for (const listener of listeners) listener();
}
