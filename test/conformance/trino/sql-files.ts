import { ANALYTICS_CASES } from '#test/conformance/trino/cases/analytics-cases';
import { ATTRIBUTION_CASES } from '#test/conformance/trino/cases/attribution-cases';
import { AUDIT_CASES } from '#test/conformance/trino/cases/audit-cases';
import { PLAY_CASES } from '#test/conformance/trino/cases/play-cases';
import { REPORT_CASES } from '#test/conformance/trino/cases/report-cases';
import type { SqlCase } from '#test/support/trino/sql-case';

/** Every query that Athena runs, with data; the lane runs each on Trino and on DuckDB. */
export const SQL_CASES: readonly SqlCase[] = [
  ...REPORT_CASES,
  ...PLAY_CASES,
  ...ATTRIBUTION_CASES,
  ...ANALYTICS_CASES,
  ...AUDIT_CASES,
];

const IN_THE_LAMBDA = 'DuckDB runs it inside a Lambda over files on its own disk; Athena never sees it';

/** The other SQL files, each with the reason why no Trino ever runs it. */
export const DUCKDB_ONLY: Readonly<Record<string, string>> = {
  'functions/catalog/sql/next-snapshot.sql': IN_THE_LAMBDA,
  'functions/catalog/sql/staged-conflicts.sql': IN_THE_LAMBDA,
  'functions/catalog/sql/track-verdicts.sql': IN_THE_LAMBDA,
  'functions/plays/sql/next-external-flags.sql': IN_THE_LAMBDA,
  'functions/reports/sql/context-terms.sql': IN_THE_LAMBDA,
  'functions/reports/sql/distinct-tracks.sql': IN_THE_LAMBDA,
  'functions/reports/sql/invalid-matches.sql': IN_THE_LAMBDA,
  'functions/reports/sql/line-totals.sql': IN_THE_LAMBDA,
  'functions/reports/sql/payable-amounts.sql': IN_THE_LAMBDA,
  'functions/reports/sql/payable-contexts.sql': IN_THE_LAMBDA,
  'functions/reports/sql/payable-rows.sql': IN_THE_LAMBDA,
  'functions/reports/sql/report-batches.sql': IN_THE_LAMBDA,
  'functions/reports/sql/report-lines.sql': IN_THE_LAMBDA,
  'functions/reports/sql/report-rows.sql': IN_THE_LAMBDA,
  'functions/reports/sql/track-candidates.sql': IN_THE_LAMBDA,
  'functions/reports/sql/track-terms.sql': IN_THE_LAMBDA,
  'functions/revenue/sql/period-revenue.sql': IN_THE_LAMBDA,
  'functions/rights/sql/next-portions.sql': IN_THE_LAMBDA,
  'functions/rights/sql/portion-groups.sql': IN_THE_LAMBDA,
};
