import { bindValues, type NamedValues } from '#kernel/sql/bind-values';
import { millisecondsOf } from '#kernel/time/clock';
import type { AthenaQueries } from '#platform/clients/athena-queries';
import { EXTERNAL_SCOPE, type FlagQueries, type FlagRun, type FraudReader, flagRunName } from '#plays/fraud-ports';
import type { FraudRule, FraudRuleName } from '#plays/fraud-rules';
import { NO_RUN } from '#plays/play-lake';
import type { FraudFlags, PlaySeals } from '#plays/ports';
import claimedNotPaid from '../sql/claimed-not-paid.sql' with { type: 'text' };
import countFlagged from '../sql/count-flagged.sql' with { type: 'text' };
import sharedDevice from '../sql/flag-shared-device.sql' with { type: 'text' };
import shortPlays from '../sql/flag-short-plays.sql' with { type: 'text' };
import tempo from '../sql/flag-tempo.sql' with { type: 'text' };
import userDay from '../sql/flag-user-day.sql' with { type: 'text' };

const RULES: Readonly<Record<FraudRuleName, string>> = {
  short_plays: shortPlays,
  user_day: userDay,
  shared_device: sharedDevice,
  tempo,
};

/** The fraud rules on Athena: one UNLOAD of all that are switched on, so that a run of flags is whole or not there. */
export function createFlagQueries(athena: AthenaQueries): FlagQueries {
  return {
    async writeFlags(run) {
      const bound = run.rules.map((rule) => bindValues(RULES[rule.name], ruleValues(run, rule)));
      const sql = bound.map((rule) => `select * from (\n${rule.sql}\n)`).join('\nunion all\n');
      const to = `fraud_flags/scope=${run.periodId}/run=${flagRunName(run)}/`;
      return await athena.unload(sql, { parameters: bound.flatMap((rule) => rule.parameters), to, token: to });
    },
    async count(run, externalRun) {
      const flag_run = flagRunName(run);
      const external_run = externalRun ?? NO_RUN;
      const values = { period_id: run.periodId, seal_run: run.sealRun, flag_run, external_run };
      const row = await one(athena, countFlagged, values, `${run.periodId}/${flag_run}`);
      return { flags: Number(row['flags']), flaggedPlays: Number(row['flagged_plays']) };
    },
  };
}

/** What was claimed and is not paid, for whoever asks; the flags stand apart, so the plays are all still there. */
export function createFraudReader(athena: AthenaQueries, seals: PlaySeals, flags: FraudFlags): FraudReader {
  return {
    async claimedNotPaid(periodId) {
      const seal = await seals.find(periodId);
      if (seal === undefined) return [];
      const inForce = await flags.sealedFor(periodId);
      const runOf = (scope: string) => inForce.find((set) => set.scope === scope)?.run ?? NO_RUN;
      const { sql, parameters } = bindValues(claimedNotPaid, {
        period_id: periodId,
        seal_run: seal.run,
        flag_run: runOf(periodId),
        external_run: runOf(EXTERNAL_SCOPE),
      });
      const rows = await athena.rows(sql, { parameters });
      return rows.map((row) => ({
        trackId: row['track_id'] ?? '',
        rule: row['rule'] ?? '',
        reason: row['reason'] ?? '',
        claimedPlays: Number(row['claimed_plays']),
        users: Number(row['users']),
      }));
    },
  };
}

function ruleValues(run: FlagRun, { version, parameters }: FraudRule): NamedValues {
  return {
    period_id: run.periodId,
    seal_run: run.sealRun,
    rule_version: version,
    flagged_at_ms: millisecondsOf(run.flaggedAt),
    ...parameters,
  };
}

async function one(athena: AthenaQueries, sql: string, values: NamedValues, token: string) {
  const bound = bindValues(sql, values);
  const [row = {}] = await athena.rows(bound.sql, { parameters: bound.parameters, token });
  return row;
}
