import { useNavigate, useParams, useSearch } from '@tanstack/react-router';

type Search = Readonly<Record<string, string | undefined>>;

/** The parts of the page's address that its route names. */
export function useAddress(): Readonly<Record<string, string>> {
  return useParams({ strict: false }) as Readonly<Record<string, string>>;
}

/** What the address asks for, and a way to ask for something else; `undefined` takes a word away. */
export function useAsked(): readonly [Search, (change: Search) => void] {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const ask = (change: Search) =>
    void navigate({ to: '.', search: (before: Search) => ({ ...before, ...change }), replace: true } as never);
  return [search, ask];
}
