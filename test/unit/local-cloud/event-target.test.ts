import { describe, expect, it } from 'vitest';
import { parseTarget, targetInput } from '#infra/local/events/event-target';

const event = { source: 'aws.s3', detail: { object: { key: 'a "b".csv', size: 29 } }, resources: ['x', 'y'] };
const target = (rest: object) => parseTarget({ Id: 't', Arn: 'arn:aws:sqs:us-east-1:000000000000:q', ...rest }, 'rule');
const transformer = (InputTemplate: string) => ({
  InputTransformer: {
    InputPathsMap: { key: '$.detail.object.key', size: '$.detail.object.size', second: '$.resources[1]' },
    InputTemplate,
  },
});

describe('a target receives', () => {
  it.each([
    ['the whole event', {}, event],
    ['a constant', { Input: '{"a":1}' }, { a: 1 }],
    ['a part', { InputPath: '$.detail.object' }, { key: 'a "b".csv', size: 29 }],
    [
      'a template with texts in quotes or not',
      transformer('{"k":"<key>","n":<size>,"second":<second>}'),
      { k: 'a "b".csv', n: 29, second: 'y' },
    ],
    ['a template that is a text', transformer('"Drop of <size> bytes"'), 'Drop of 29 bytes'],
  ])('%s', (_, rest, expected) => {
    expect(targetInput(target(rest), event)).toEqual(expected);
  });
});
