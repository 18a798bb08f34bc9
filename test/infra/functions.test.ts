import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { projectRoot } from '#test/support/source-files';
import { ofType, type SynthesizedApp, synthesized } from '#test/support/templates';

const handlerSchema = z.object({ file: z.string(), export: z.literal('handler') });

describe('every function', () => {
  let synth: SynthesizedApp;
  beforeAll(() => {
    synth = synthesized('local');
  });

  it('is made by the one construct and names its source file, which bears its name', () => {
    const functions = ofType(synth, 'AWS::Lambda::Function');

    expect(functions.length).toBeGreaterThan(0);
    for (const fn of functions) {
      const { file } = handlerSchema.parse(fn.metadata['pennywhistle:handler']);
      const pascal = (file.split('/').at(-1) ?? '')
        .replace('.ts', '')
        .replace(/(^|-)(\w)/g, (match) => match.at(-1)?.toUpperCase() ?? '');
      expect(existsSync(join(projectRoot, file)), file).toBe(true);
      expect(fn.properties['FunctionName']).toBe(pascal);
    }
  });

  it('runs on Node 24, x86_64, with a trace and a log that ends', () => {
    for (const fn of ofType(synth, 'AWS::Lambda::Function')) {
      expect(fn.properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['x86_64'],
        TracingConfig: { Mode: 'Active' },
        LoggingConfig: { LogGroup: expect.anything() },
      });
    }
    for (const log of ofType(synth, 'AWS::Logs::LogGroup')) {
      expect(log.properties['RetentionInDays'], log.logicalId).toBeGreaterThan(0);
    }
  });

  it('raises alarms on errors, throttles and duration that say what a person loses', () => {
    const alarms = ofType(synth, 'AWS::CloudWatch::Alarm');
    const functions = synth.app.node.findAll().filter((construct) => construct instanceof RoyaltyFunction);

    for (const fn of functions) {
      expect(fn.errorImpact.length, fn.node.id).toBeGreaterThan(10);
      for (const metric of ['Errors', 'Throttles', 'Duration']) {
        const found = alarms.find((alarm) => alarm.properties['AlarmName'] === `${fn.node.id}-${metric}`);
        expect(found?.properties['MetricName'], `${fn.node.id}-${metric}`).toBe(metric);
        expect(found?.properties['AlarmDescription']).toContain(fn.errorImpact);
      }
    }
    expect(functions).toHaveLength(ofType(synth, 'AWS::Lambda::Function').length);
  });
});
