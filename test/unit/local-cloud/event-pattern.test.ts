import { describe, expect, it } from 'vitest';
import { checkPattern, matchesPattern } from '#infra/local/events/event-pattern';

const event = {
  source: 'aws.s3',
  'detail-type': 'Object Created',
  resources: ['arn:aws:s3:::royalty-drops', 'arn:other'],
  detail: { bucket: { name: 'royalty-drops' }, object: { key: 'reports/DistroKid/a.tsv', size: 29 }, reason: null },
};

describe('an event pattern', () => {
  it.each([
    ['a value of the list', { source: ['aws.ec2', 'aws.s3'] }],
    ['one element of an array', { resources: ['arn:other'] }],
    ['a prefix deep inside', { detail: { object: { key: [{ prefix: 'reports/' }] } } }],
    ['a prefix in any case', { detail: { object: { key: [{ prefix: { 'equals-ignore-case': 'REPORTS/' } }] } } }],
    ['a suffix', { detail: { object: { key: [{ suffix: '.tsv' }] } } }],
    ['a wildcard', { detail: { object: { key: [{ wildcard: 'reports/*/a.*' }] } } }],
    ['anything but some values', { source: [{ 'anything-but': ['aws.ec2'] }] }],
    ['anything but a prefix', { detail: { object: { key: [{ 'anything-but': { prefix: 'plays/' } }] } } }],
    ['equality in any case', { source: [{ 'equals-ignore-case': 'AWS.S3' }] }],
    ['a number between its borders', { detail: { object: { size: [{ numeric: ['>=', 29, '<', 30] }] } } }],
    ['a field that exists', { detail: { bucket: { name: [{ exists: true }] } } }],
    ['a field that does not', { detail: { copied: [{ exists: false }] } }],
    ['null', { detail: { reason: [null] } }],
    ['one of two branches', { $or: [{ source: ['x'] }, { detail: { object: { size: [29] } } }] }],
  ])('matches by %s', (_, pattern) => {
    expect(matchesPattern(pattern, event)).toBe(true);
  });

  it.each([
    ['another value', { source: ['aws.ec2'] }],
    ['a field that is missing', { detail: { copied: ['yes'] } }],
    ['a number beyond the border', { detail: { object: { size: [{ numeric: ['>', 29] }] } } }],
    ['an excluded value', { source: [{ 'anything-but': ['aws.s3'] }] }],
    ['a field that should not exist', { source: [{ exists: false }] }],
    ['only one of two fields', { source: ['aws.s3'], 'detail-type': ['Object Deleted'] }],
    ['a dot that is not any letter', { detail: { object: { key: [{ wildcard: 'reports/*/a?tsv' }] } } }],
  ])('does not match by %s', (_, pattern) => {
    expect(matchesPattern(pattern, event)).toBe(false);
  });

  it.each([
    [{ source: [{ cidr: '10.0.0.0/8' }] }],
    [{ source: 'aws.s3' }],
    [{ detail: { size: [{ numeric: ['~', 1] }] } }],
  ])('with a filter that nobody emulates is refused when the cloud starts: %j', (pattern) => {
    expect(() => checkPattern(pattern)).toThrow(/event filter|event pattern|numeric filter/);
  });
});
