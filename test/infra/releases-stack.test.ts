import { beforeAll, describe, expect, it } from 'vitest';
import { roleStatements } from '#test/support/policies';
import { ofType, type SynthesizedApp, synthesized } from '#test/support/templates';

describe('the stack of releases', () => {
  let synth: SynthesizedApp;
  beforeAll(() => {
    synth = synthesized('local');
  });

  const ruleNamed = (name: string) =>
    ofType(synth, 'AWS::Events::Rule').find(({ properties }) => properties['Name'] === name)?.properties;

  it('hears of every new bridge, and looks once a day by itself', () => {
    expect(ruleNamed('royalty-rights-recorded')).toMatchObject({
      EventPattern: { source: ['pennywhistle.rights'], 'detail-type': ['Rights Recorded'] },
    });
    expect(ruleNamed('royalty-daily-releases')).toMatchObject({ ScheduleExpression: 'cron(35 3 * * ? *)' });
  });

  const writersTo = (what: RegExp) =>
    roleStatements(synth)
      .filter(
        ({ holder, actions, resources }) =>
          holder.startsWith('royalty-releases/') &&
          what.test(JSON.stringify(resources)) &&
          actions.some((action) => /Insert|Update|Delete|Put/.test(action)),
      )
      .map(({ holder }) => holder.replace(/RoleDefaultPolicy.*/, ''));

  it('lets PostRelease alone write to the ledger, and that by insert only (R27)', () => {
    expect(writersTo(/Ledger/)).toEqual(['royalty-releases/PostRelease']);
    const actions = roleStatements(synth)
      .filter(({ holder }) => holder.startsWith('royalty-releases/PostRelease'))
      .flatMap((statement) => (JSON.stringify(statement.resources).includes('Ledger') ? statement.actions : []));
    expect(actions.filter((action) => !/Get|Query/.test(action))).toEqual(['dynamodb:PartiQLInsert']);
  });

  it('lets WriteRelease alone write lines, and nobody touch what a close attributed (R11)', () => {
    expect(new Set(writersTo(/release_lines/))).toEqual(new Set(['royalty-releases/WriteRelease']));
    expect(writersTo(/attribution_lines|attribution_totals|period_rates/)).toEqual([]);
  });
});
