/** A plain value with every key in snake_case, at every depth: how items and API bodies are written. */
export function toSnakeKeys(value: unknown): unknown {
  return withKeys(value, (key) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
}

/** The inverse of `toSnakeKeys`: every key in camelCase, at every depth. */
export function toCamelKeys(value: unknown): unknown {
  return withKeys(value, (key) => key.replace(/_([a-z0-9])/g, (_match, letter: string) => letter.toUpperCase()));
}

function withKeys(value: unknown, named: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((one) => withKeys(one, named));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [named(key), withKeys(one, named)]));
}
