/** `config.json`: how people sign in where this console is served. */
export type ConsoleConfig =
  | { readonly sign_in: { readonly kind: 'local' } }
  | { readonly sign_in: { readonly kind: 'hosted'; readonly url: string; readonly client_id: string } };

let loading: Promise<ConsoleConfig> | undefined;

export function consoleConfig(): Promise<ConsoleConfig> {
  loading ??= fetch('/config.json').then((answer) => answer.json() as Promise<ConsoleConfig>);
  return loading;
}
