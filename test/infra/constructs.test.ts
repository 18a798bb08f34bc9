import { Stack } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { buildApp } from '#infra/app';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { RoyaltyStateMachine } from '#infra/constructs/royalty-state-machine';
import { roleStatements } from '#test/support/policies';
import { ofType, synthesized } from '#test/support/templates';

const aStack = () =>
  new Stack(buildApp({ stage: 'local', isValidated: false, context: { 'aws:cdk:bundling-stacks': [] } }), 'constructs');
const getHealth = (stack: Stack, id = 'GetHealth') =>
  new RoyaltyFunction(stack, id, {
    file: 'functions/platform/handlers/get-health.ts',
    errorImpact: 'nobody sees whether the API answers',
  });

describe('a function', () => {
  it('that does not bear its file’s name is refused, naming what would be right', () => {
    expect(() => getHealth(aStack(), 'Health')).toThrow(
      'Function "Health" of functions/platform/handlers/get-health.ts must be named "GetHealth", as its file is',
    );
  });
});

describe('a state machine', () => {
  it('with a placeholder that the stack does not bind is refused, naming it', () => {
    expect(
      () => new RoyaltyStateMachine(aStack(), 'ingest-drop', { functions: {}, errorImpact: 'a file stays unread' }),
    ).toThrow(/ingest-drop\.asl\.json: bind .*ArchiveDropArn.* in the stack/);
  });

  it('with a binding that the file does not use is refused, naming it', () => {
    const stack = aStack();

    expect(
      () =>
        new RoyaltyStateMachine(stack, 'ingest-drop', {
          functions: { GetHealth: getHealth(stack) },
          errorImpact: 'a file stays unread',
        }),
    ).toThrow(/does not use GetHealthArn/);
  });
});

describe('a route that writes', () => {
  it('lets its function keep Idempotency-Keys in the control table, and nothing beside them', () => {
    const synth = synthesized('local');
    const writers = ofType(synth, 'AWS::ApiGatewayV2::Route')
      .filter((route) => !String(route.properties['RouteKey']).startsWith('GET '))
      .map((route) => route.stack);
    const grants = roleStatements(synth).filter((statement) =>
      JSON.stringify(statement.condition)?.includes('IDEMPOTENCY#'),
    );

    expect(writers.length).toBeGreaterThan(0);
    for (const grant of grants) {
      expect(grant.actions.toSorted()).toEqual(['dynamodb:DeleteItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']);
      expect(grant.condition).toEqual({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['IDEMPOTENCY#*'] } });
    }
    expect(new Set(grants.map((grant) => grant.holder.split('/')[0]))).toEqual(new Set(writers));
  });
});
