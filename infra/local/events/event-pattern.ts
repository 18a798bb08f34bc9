import { isRecord, type JsonRecord } from '#infra/local/json';

/** An EventBridge event pattern: fields to lists of accepted values or filters. */
export type EventPattern = JsonRecord;

type Filter = (value: unknown) => boolean;

/**
 * Whether an event matches, by EventBridge's rules: every field of the pattern must match, one accepted value is enough,
 * and an array in the event matches when one of its elements does. Throws on a filter that EventBridge does not know.
 */
export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([field, accepted]) => {
    if (field === '$or')
      return listed(field, accepted).some((branch) => isRecord(branch) && matchesPattern(branch, event));
    const value = isRecord(event) ? event[field] : undefined;
    if (isRecord(accepted))
      return Array.isArray(value)
        ? value.some((item) => matchesPattern(accepted, item))
        : matchesPattern(accepted, value ?? {});
    return listed(field, accepted).some((condition) => matchesCondition(condition, value));
  });
}

/** Throws, naming the filter, when a pattern uses one that is not emulated; so that a rule never silently matches nothing. */
export function checkPattern(pattern: EventPattern): void {
  for (const [field, accepted] of Object.entries(pattern)) {
    if (isRecord(accepted)) checkPattern(accepted);
    else
      for (const condition of listed(field, accepted)) {
        if (field === '$or' && isRecord(condition)) checkPattern(condition);
        else if (isRecord(condition)) filterOf(condition);
      }
  }
}

function matchesCondition(condition: unknown, value: unknown): boolean {
  if (isRecord(condition) && 'exists' in condition) return (value !== undefined) === (condition['exists'] === true);
  if (value === undefined) return false;
  const filter: Filter = isRecord(condition) ? filterOf(condition) : (item) => item === condition;
  if (!Array.isArray(value)) return filter(value);
  return value.some(filter);
}

function filterOf(condition: JsonRecord): Filter {
  const [[operator, operand] = ['', undefined], ...others] = Object.entries(condition);
  if (others.length > 0)
    throw new Error(`The event filter ${JSON.stringify(condition)} has several operators; it needs one`);
  switch (operator) {
    case 'exists':
      return () => operand === true;
    case 'prefix':
      return onText(operand, (text, prefix) => text.startsWith(prefix));
    case 'suffix':
      return onText(operand, (text, suffix) => text.endsWith(suffix));
    case 'equals-ignore-case':
      return (value) => lower(value) === lower(operand);
    case 'wildcard': {
      const expression = wildcardOf(String(operand));
      return (value) => typeof value === 'string' && expression.test(value);
    }
    case 'numeric':
      return numericFilter(listed('numeric', operand));
    case 'anything-but': {
      const refused = Array.isArray(operand) ? operand : [operand];
      const filters = refused.map((item): Filter => (isRecord(item) ? anyOf(item) : (value) => value === item));
      return (value) => !filters.some((filter) => filter(value));
    }
    default:
      throw new Error(
        `The event filter “${operator}” is not emulated; there are prefix, suffix, equals-ignore-case, wildcard, numeric, anything-but, exists`,
      );
  }
}

/** `{"prefix": ["a", "b"]}` inside anything-but: any of them. */
function anyOf(condition: JsonRecord): Filter {
  const [[operator, operand] = ['', undefined]] = Object.entries(condition);
  const filters = (Array.isArray(operand) ? operand : [operand]).map((one) => filterOf({ [operator]: one }));
  return (value) => filters.some((filter) => filter(value));
}

function onText(operand: unknown, test: (text: string, part: string) => boolean): Filter {
  if (isRecord(operand)) {
    const part = lower(operand['equals-ignore-case']);
    return (value) => typeof value === 'string' && test(value.toLowerCase(), part);
  }
  return (value) => typeof value === 'string' && test(value, String(operand));
}

const lower = (value: unknown) => (typeof value === 'string' ? value.toLowerCase() : '');

function wildcardOf(pattern: string): RegExp {
  const parts = pattern
    .split(/(?<!\\)\*/)
    .map((part) => part.replaceAll('\\*', '*').replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

const COMPARISONS: Readonly<Record<string, (left: number, right: number) => boolean>> = {
  '=': (left, right) => left === right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};

function numericFilter(terms: readonly unknown[]): Filter {
  const comparisons = Array.from({ length: Math.ceil(terms.length / 2) }, (_, index) => {
    const compare = COMPARISONS[String(terms[index * 2])];
    const bound = terms[index * 2 + 1];
    if (compare === undefined || typeof bound !== 'number')
      throw new Error(`The numeric filter ${JSON.stringify(terms)} needs pairs such as [">=", 10]`);
    return (value: number) => compare(value, bound);
  });
  return (value) => typeof value === 'number' && comparisons.every((compare) => compare(value));
}

function listed(field: string, value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new Error(`The event pattern’s ${field} is ${JSON.stringify(value)}; it needs a list or an object`);
}
