import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { buildApp } from '#infra/app';
import { ofType, type SynthesizedApp, synthesized } from '#test/support/templates';

const joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });

/** A text that CloudFormation joins, with every reference as its name. */
function textOf(value: unknown): string {
  const [separator, parts] = joined.parse(value)['Fn::Join'];
  return parts
    .map((part) => (typeof part === 'string' ? part : z.object({ Ref: z.string() }).parse(part).Ref))
    .join(separator);
}

describe('operations', () => {
  let synth: SynthesizedApp;
  beforeAll(() => {
    synth = synthesized('prod');
  });

  it('hear of every alarm: none is without the action of publishing to the one topic of the stage', () => {
    const [topic, ...others] = ofType(synth, 'AWS::SNS::Topic');
    const alarms = ofType(synth, 'AWS::CloudWatch::Alarm');

    expect(others).toEqual([]);
    expect(topic?.properties['TopicName']).toBe('royalty-alarms-prod');
    expect(alarms.length).toBeGreaterThan(50);
    for (const { properties, logicalId } of alarms) {
      const actions = z.array(z.unknown()).parse(properties['AlarmActions']).map(textOf);
      expect(actions, logicalId).toEqual(['arn:AWS::Partition:sns:AWS::Region:AWS::AccountId:royalty-alarms-prod']);
      expect(properties['ActionsEnabled'] ?? true, logicalId).toBe(true);
    }
  });

  it('know each alarm by a name of its own', () => {
    const names = ofType(synth, 'AWS::CloudWatch::Alarm').map(({ properties }) => properties['AlarmName']);

    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  it('see every alarm on the dashboard, at most a hundred in one widget', () => {
    const [dashboard] = ofType(synth, 'AWS::CloudWatch::Dashboard');
    const body = z
      .object({
        widgets: z.array(
          z.looseObject({ type: z.string(), properties: z.looseObject({ alarms: z.array(z.string()).optional() }) }),
        ),
      })
      .parse(JSON.parse(textOf(dashboard?.properties['DashboardBody'])));
    const shown = body.widgets.flatMap(({ properties }) => properties.alarms ?? []);
    const names = ofType(synth, 'AWS::CloudWatch::Alarm').map(({ properties }) => String(properties['AlarmName']));

    expect(shown.map((arn) => arn.split(':alarm:')[1] ?? '').toSorted()).toEqual(names.toSorted());
    for (const { properties } of body.widgets) expect(properties.alarms?.length ?? 0).toBeLessThanOrEqual(100);
  });

  it('are told in confidence: a rotating key that CloudWatch may use, and TLS alone', () => {
    const [topic] = ofType(synth, 'AWS::SNS::Topic');
    const [key] = ofType(synth, 'AWS::KMS::Key').filter(({ stack }) => stack === topic?.stack);
    const [policy] = ofType(synth, 'AWS::SNS::TopicPolicy');

    expect(topic?.properties['KmsMasterKeyId']).toEqual({ 'Fn::GetAtt': [key?.logicalId, 'Arn'] });
    expect(key?.properties['EnableKeyRotation']).toBe(true);
    expect(JSON.stringify(key?.properties['KeyPolicy'])).toContain('"Service":"cloudwatch.amazonaws.com"');
    expect(policy?.properties['PolicyDocument']).toMatchObject({
      Statement: expect.arrayContaining([
        expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
        expect.objectContaining({ Effect: 'Allow', Principal: { Service: 'cloudwatch.amazonaws.com' } }),
      ]),
    });
  });

  it('get e-mail where the context says so, and only at an address', () => {
    const withEmail = (alarmEmail: string) =>
      buildApp({ stage: 'prod', isValidated: false, context: { 'aws:cdk:bundling-stacks': [], alarmEmail } });
    const template: unknown = withEmail('ops@example.com').synth().getStackByName('royalty-operations-prod').template;

    expect(ofType(synth, 'AWS::SNS::Subscription')).toEqual([]);
    expect(JSON.stringify(template)).toContain('"Endpoint":"ops@example.com","Protocol":"email"');
    expect(() => withEmail('ops')).toThrow('-c alarmEmail=ops is no e-mail address');
  });
});
