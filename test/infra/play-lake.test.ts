import { readdirSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { roleStatements } from '#test/support/policies';
import { ofType, type SynthesizedApp, synthesized } from '#test/support/templates';

interface TableInput {
  readonly Name: string;
  readonly PartitionKeys: readonly { readonly Name: string }[];
  readonly Parameters: Readonly<Record<string, unknown>>;
}

const FOLDERS = {
  play_arrivals: ['compaction_run'],
  plays: ['compaction_run', 'country_id', 'event_date'],
  plays_selected: ['compaction_run'],
  plays_seals: ['compaction_run'],
  plays_sealed: ['period_id', 'run'],
  fraud_flags: ['scope', 'run'],
} as const;

describe('the play lake', () => {
  let synth: SynthesizedApp;
  beforeAll(() => {
    synth = synthesized('prod');
  });

  it('makes Athena refuse a query that does not name its runs', () => {
    const tables = new Map(
      ofType(synth, 'AWS::Glue::Table').map((resource) => {
        const input = resource.properties['TableInput'] as TableInput;
        return [input.Name, input] as const;
      }),
    );

    for (const [name, folders] of Object.entries(FOLDERS)) {
      const { PartitionKeys, Parameters } = tables.get(name) ?? expect.fail(name);
      expect(PartitionKeys.map((key) => key.Name)).toEqual(folders);
      for (const folder of folders.filter((key) => key !== 'event_date'))
        expect(Parameters[`projection.${folder}.type`], `${name}.${folder}`).toBe('injected');
    }
  });

  it('no query of Athena leaves out a run that its table needs', () => {
    const folder = 'functions/plays/sql';
    const unnamed = readdirSync(folder).flatMap((file) => {
      const sql = readFileSync(`${folder}/${file}`, 'utf8');
      if (file === 'next-external-flags.sql') return [];
      const needs: readonly (readonly [RegExp, RegExp])[] = [
        [/from play_arrivals\b/, /compaction_run (=|in \()/],
        [/from plays\b/, /compaction_run in \([\s\S]*country_id (=|in)/],
        [/from plays_sealed\b/, /period_id = [\s\S]*run = /],
        [/from fraud_flags\b/, /scope = [\s\S]*run = /],
        [/from plays_landing\b/, /arrival_hour in \(/],
      ];
      return needs.filter(([table, named]) => table.test(sql) && !named.test(sql)).map(() => file);
    });

    expect(unnamed).toEqual([]);
  });

  it('compacts every hour', () => {
    const rules = ofType(synth, 'AWS::Events::Rule').map(({ properties }) => properties);

    expect(rules).toContainEqual(
      expect.objectContaining({ Name: 'royalty-compact-plays-prod', ScheduleExpression: 'rate(1 hour)' }),
    );
  });

  it('lets nobody remove sealed plays, flags or what landed', () => {
    const removals = roleStatements(synth)
      .filter(({ effect, actions }) => effect === 'Allow' && actions.includes('s3:DeleteObject'))
      .flatMap(({ resources }) => resources.map((resource) => JSON.stringify(resource)));

    for (const folder of ['plays_sealed', 'fraud_flags', 'plays_landing', 'play_manifests', 'plays_compaction'])
      expect(removals.filter((resource) => resource.includes(`/${folder}`))).toEqual([]);
  });
});
