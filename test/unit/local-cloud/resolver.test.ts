import { describe, expect, it } from 'vitest';
import { buildCloudModel, unknownResourceWarnings } from '#infra/local/template/cloud-model';
import { createResolver } from '#infra/local/template/resolver';
import { parseTemplate } from '#infra/local/template/template';

const addresses = { endpoint: 'http://127.0.0.1:4566', apiEndpoint: 'http://127.0.0.1:4000' };
const storage = parseTemplate('storage', {
  Mappings: { Size: { local: { days: '7' } } },
  Conditions: { Yes: { 'Fn::Equals': ['a', 'a'] }, No: { 'Fn::Not': [{ Condition: 'Yes' }] } },
  Parameters: { Version: { Type: 'String', Default: '21' } },
  Resources: {
    Drops: { Type: 'AWS::S3::Bucket', Properties: { BucketName: { 'Fn::Join': ['-', ['royalty', 'drops']] } } },
    Arrivals: { Type: 'AWS::SQS::Queue' },
    Skipped: { Type: 'AWS::SQS::Queue', Condition: 'No' },
  },
  Outputs: { DropsArn: { Value: { 'Fn::GetAtt': ['Drops', 'Arn'] }, Export: { Name: 'storage:DropsArn' } } },
});
const drops = parseTemplate('drops', { Resources: { Odd: { Type: 'AWS::Odd::Thing' } } });
const { resolve } = createResolver([storage, drops], addresses);

describe('the resolver', () => {
  it.each([
    ['Ref of a named resource', { Ref: 'Drops' }, 'royalty-drops'],
    ['Ref of an unnamed resource', { 'Fn::GetAtt': ['Arrivals', 'QueueName'] }, 'storage-Arrivals'],
    ['Ref of a queue', { Ref: 'Arrivals' }, 'http://127.0.0.1:4566/000000000000/storage-Arrivals'],
    ['Ref of a parameter', { Ref: 'Version' }, '21'],
    [
      'pseudo-parameters',
      { 'Fn::Sub': '${AWS::Partition}:${AWS::Region}:${AWS::AccountId}:${AWS::StackName}' },
      'aws:us-east-1:000000000000:storage',
    ],
    [
      'Sub with an attribute, a variable and a literal',
      { 'Fn::Sub': ['${Drops.Arn}/${x}/${!y}', { x: { Ref: 'Version' } }] },
      'arn:aws:s3:::royalty-drops/21/${y}',
    ],
    ['Select of Split', { 'Fn::Select': [1, { 'Fn::Split': ['-', { Ref: 'Drops' }] }] }, 'drops'],
    ['If, both ways', [{ 'Fn::If': ['Yes', 1, 2] }, { 'Fn::If': ['No', 1, 2] }], [1, 2]],
    ['FindInMap', { 'Fn::FindInMap': ['Size', 'local', 'days'] }, '7'],
    ['Base64', { 'Fn::Base64': 'a' }, 'YQ=='],
    [
      'NoValue, which removes its property',
      { a: { Ref: 'AWS::NoValue' }, b: [{ Ref: 'AWS::NoValue' }, 1] },
      { b: [1] },
    ],
  ])('resolves %s', (_, expression, value) => {
    expect(resolve(storage, expression)).toEqual(value);
  });

  it('carries an export of one stack to the import of another', () => {
    expect(resolve(drops, { 'Fn::ImportValue': 'storage:DropsArn' })).toBe('arn:aws:s3:::royalty-drops');
  });

  it.each([
    [{ 'Fn::GetAtt': ['Drops', 'WebsiteURL'] }, /storage: Fn::GetAtt Drops\.WebsiteURL cannot be resolved/],
    [{ Ref: 'Nobody' }, /Ref Nobody cannot be resolved/],
    [{ 'Fn::ImportValue': 'nowhere' }, /an export of one of the stacks/],
    [{ 'Fn::Cidr': ['10.0.0.0/16', 1] }, /an intrinsic function that resolver\.ts knows/],
  ])('throws, naming stack and expression, on %j', (expression, message) => {
    expect(() => resolve(storage, expression)).toThrow(message);
  });

  it('leaves out resources whose condition does not hold, and warns of types it does not run', () => {
    const template = {
      Resources: {
        Odd: { Type: 'AWS::Odd::Thing' },
        Role: { Type: 'AWS::IAM::Role' },
        Q: { Type: 'AWS::SQS::Queue', Condition: 'Never' },
      },
      Conditions: { Never: { 'Fn::Equals': [1, 2] } },
    };
    const model = buildCloudModel(new Map([['odd', template]]), addresses);

    expect(model.resources.map(({ logicalId }) => logicalId)).toEqual(['Odd', 'Role']);
    expect(unknownResourceWarnings(model)).toEqual([
      'warning: odd/Odd is an AWS::Odd::Thing, which the local cloud does not run',
    ]);
  });
});
