/** The provider that a key `reports/<provider>/…` names; `unknown` for any other form. */
export function providerOf(key: string): string {
  const [prefix, provider, ...rest] = key.split('/');
  return prefix === 'reports' && rest.length > 0 && provider !== undefined && provider !== '' ? provider : 'unknown';
}

/** The last segment of a key. */
export function fileNameOf(key: string): string {
  return key.split('/').at(-1) ?? key;
}
