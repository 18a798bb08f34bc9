import { describe, expect, it } from 'vitest';
import { sourceFiles } from '#test/support/source-files';

/**
 * Who may import whom. Contexts come in ranks: rules may import rules of a lower rank only, so that money flows
 * one way through the code as it does through the ledger.
 */
const RANKS: readonly (readonly string[])[] = [
  ['ledger', 'rights', 'catalog', 'holders', 'drops', 'revenue'],
  ['plays', 'reports', 'contracts', 'exchange'],
  ['attribution'],
  ['close'],
  ['statements', 'payouts', 'claims', 'settlement', 'audit', 'analytics'],
];

type Layer =
  | 'kernel'
  | 'platform'
  | 'rules'
  | 'steps'
  | 'adapters'
  | 'handlers'
  | 'infra'
  | 'console'
  | 'test'
  | 'package';

interface Place {
  readonly layer: Layer;
  readonly context: string;
  readonly path: string;
}

function placeOf(path: string): Place {
  const [top = '', context = '', third = ''] = path.split('/');
  if (top === 'infra' || top === 'console' || top === 'test') return { layer: top, context: '', path };
  if (top !== 'functions') return { layer: 'package', context: '', path };
  if (context === 'kernel' || context === 'platform') return { layer: context, context, path };
  const layer = third === 'steps' || third === 'adapters' || third === 'handlers' ? third : 'rules';
  return { layer, context, path };
}

const isAwsSdk = (specifier: string) => specifier.startsWith('@aws-sdk/') || specifier.startsWith('@smithy/');
const rankOf = (context: string) => RANKS.findIndex((rank) => rank.includes(context));
const isPure = (specifier: string) =>
  !isAwsSdk(specifier) && !specifier.startsWith('node:') && specifier !== '@duckdb/node-api';

/** The reason why the arrow is forbidden, or `undefined` when it is allowed. */
function forbidden(from: Place, to: Place): string | undefined {
  if (to.layer === 'test' && from.layer !== 'test') return 'nothing imports test';
  switch (from.layer) {
    case 'test':
      return undefined;
    case 'kernel':
      return to.layer === 'kernel' || to.layer === 'package' ? undefined : 'kernel imports nothing of ours';
    case 'rules':
      if (to.layer === 'package') return isPure(to.path) || PURE_NODE.has(to.path) ? undefined : 'rules are pure';
      if (to.layer === 'kernel') return undefined;
      if (to.layer !== 'rules') return 'rules import the kernel and rules only';
      return to.context === from.context || rankOf(to.context) < rankOf(from.context)
        ? undefined
        : 'rules import rules of a lower rank only';
    case 'steps':
      if (to.layer === 'package')
        return isAwsSdk(to.path) || to.path === '@duckdb/node-api' ? 'steps know ports, not engines' : undefined;
      if (to.layer === 'steps')
        return to.context === from.context ? undefined : 'a step never calls another context’s step';
      return to.layer === 'kernel' || to.layer === 'rules' ? undefined : 'steps import rules and ports only';
    case 'adapters':
      if (to.layer === 'package' || to.layer === 'kernel' || to.layer === 'rules') return undefined;
      if (to.layer === 'platform')
        return /\/platform\/(clients|environment)/.test(to.path) ? undefined : 'adapters see clients only';
      return to.path.endsWith('.sql') ? undefined : 'adapters import rules, ports and SQL, never another adapter';
    case 'handlers':
      if (to.layer === 'package') return isAwsSdk(to.path) ? 'handlers do not import the AWS SDK' : undefined;
      if (to.layer === 'platform' || to.layer === 'kernel' || to.layer === 'rules') return undefined;
      return to.layer === 'steps' && to.context === from.context
        ? undefined
        : 'handlers import their steps, rules and platform';
    case 'platform':
      return to.layer === 'infra' || to.layer === 'console' || to.layer === 'handlers'
        ? 'platform never imports upwards'
        : undefined;
    case 'infra':
      if (to.layer === 'infra' || to.layer === 'package') return undefined;
      return to.path === 'functions/platform/environment' ? undefined : 'infra imports platform/environment only';
    case 'console':
      return to.layer === 'console' || to.layer === 'package' ? undefined : 'the console imports nothing of ours';
    case 'package':
      return undefined;
  }
}

/** Node modules that only compute: no I/O, no clock. */
const PURE_NODE = new Set(['node:crypto', 'node:buffer', 'node:util']);

describe('the import rule', () => {
  const files = sourceFiles('functions', 'infra', 'test', 'console');

  it('allows only the arrows that architecture names', () => {
    const broken = files.flatMap((file) =>
      file.imports.flatMap((target) => {
        const reason = forbidden(placeOf(file.path), placeOf(target));
        return reason === undefined ? [] : [`${file.path} → ${target}: ${reason}`];
      }),
    );

    expect(broken).toEqual([]);
  });

  it.each([
    ['functions/ledger/entry.ts', '@aws-sdk/client-dynamodb'],
    ['functions/ledger/entry.ts', 'functions/reports/convert'],
    ['functions/ledger/entry.ts', 'node:fs'],
    ['functions/kernel/money/allocate.ts', 'functions/ledger/entry'],
    ['functions/reports/steps/post-report.ts', 'functions/ledger/steps/post-transaction'],
    ['functions/reports/steps/post-report.ts', 'functions/reports/adapters/report-store'],
    ['functions/reports/adapters/report-store.ts', 'functions/reports/adapters/lake'],
    ['functions/reports/handlers/post-report.ts', '@aws-sdk/client-s3'],
    ['infra/app.ts', 'functions/ledger/entry'],
    ['console/src/money/amount.ts', 'functions/kernel/money/decimal'],
    ['console/src/money/amount.ts', 'infra/app'],
    ['functions/platform/clock.ts', 'test/support/builders'],
  ])('refuses %s → %s', (from, to) => {
    expect(forbidden(placeOf(from), placeOf(to))).toBeTypeOf('string');
  });

  it('reads imports of every form', () => {
    expect(files.find((file) => file.path === 'vitest.config.ts')).toBeUndefined();
    expect(files.find((file) => file.path === 'infra/local/engine.ts')?.imports).toEqual(['node:http', 'node:http2']);
  });
});
