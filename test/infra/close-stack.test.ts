import { beforeAll, describe, expect, it } from 'vitest';
import { roleStatements } from '#test/support/policies';
import { ofType, type SynthesizedApp, synthesized } from '#test/support/templates';

describe('the stack of the close', () => {
  let synth: SynthesizedApp;
  beforeAll(() => {
    synth = synthesized('local');
  });

  const ruleNamed = (name: string) =>
    ofType(synth, 'AWS::Events::Rule').find(({ properties }) => properties['Name'] === name)?.properties;

  it('asks for the months that are over on the first, and again for countries heard of later', () => {
    expect(ruleNamed('royalty-monthly-close')).toMatchObject({ ScheduleExpression: 'cron(5 0 1,10 * ? *)' });
  });

  it('hears of revenue, and of compactions that wrote plays', () => {
    expect(ruleNamed('royalty-revenue-recorded')).toMatchObject({
      EventPattern: { source: ['pennywhistle.revenue'], 'detail-type': ['Revenue Recorded'] },
    });
    expect(ruleNamed('royalty-plays-compacted')).toMatchObject({
      EventPattern: { source: ['aws.states'], detail: { status: ['SUCCEEDED'] } },
    });
  });

  it('lets only those who post and who release write to the ledger, and that by insert only (R27)', () => {
    const writers = roleStatements(synth).filter(
      ({ holder, actions, resources }) =>
        holder.startsWith('royalty-close/') &&
        JSON.stringify(resources).includes('Ledger') &&
        actions.some((action) => /^dynamodb:/.test(action) && !/Get|Query/.test(action)),
    );

    expect(writers.map(({ holder }) => holder.replace(/RoleDefaultPolicy.*/, ''))).toEqual([
      'royalty-close/PostEarnings',
      'royalty-close/ReleaseEarnings',
    ]);
    for (const { actions } of writers)
      expect(actions.filter((action) => !/Get|Query/.test(action))).toEqual(['dynamodb:PartiQLInsert']);
  });
});
