import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import aslValidator from 'asl-validator';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { projectRoot } from '#test/support/source-files';
import { ofType, type SynthesizedApp, synthesized } from '#test/support/templates';

const stateSchema = z.looseObject({
  Type: z.string(),
  Comment: z.string().optional(),
  Resource: z.string().optional(),
  TimeoutSeconds: z.number().optional(),
  TimeoutSecondsPath: z.string().optional(),
  Parameters: z.looseObject({ FunctionName: z.string().optional() }).optional(),
  Retry: z.array(z.object({ ErrorEquals: z.array(z.string()).min(1) }).loose()).optional(),
  Catch: z.array(z.object({ ErrorEquals: z.array(z.string()).min(1) }).loose()).optional(),
  Branches: z.array(z.unknown()).optional(),
  Iterator: z.unknown().optional(),
  ItemProcessor: z.unknown().optional(),
});
const machineSchema = z.looseObject({ Comment: z.string().optional(), States: z.record(z.string(), stateSchema) });

type NamedState = z.infer<typeof stateSchema> & { readonly name: string };

/** Every state of a definition, those inside Map and Parallel too. */
function statesOf(definition: unknown): NamedState[] {
  return Object.entries(machineSchema.parse(definition).States).flatMap(([name, state]) => [
    { ...state, name },
    ...[...(state.Branches ?? []), state.Iterator, state.ItemProcessor]
      .filter((inner) => inner !== undefined)
      .flatMap(statesOf),
  ]);
}

const folder = join(projectRoot, 'statemachines');
const machines = readdirSync(folder)
  .filter((file) => file.endsWith('.asl.json'))
  .map((file) => {
    const text = readFileSync(join(folder, file), 'utf8');
    return { name: file.replace('.asl.json', ''), text, definition: JSON.parse(text) as unknown };
  });

/** What breaks the house rules for a Task (style rule 29), said in one line each. */
function faultsOf(state: NamedState): string[] {
  const faults =
    state.Comment === undefined ? [`${state.name} has no Comment that says what is true once it succeeded`] : [];
  if (state['QueryLanguage'] !== undefined || state['Assign'] !== undefined)
    faults.push(`${state.name} is not JSONPath`);
  if (state.Type !== 'Task') return faults;
  if (state.TimeoutSeconds === undefined && state.TimeoutSecondsPath === undefined)
    faults.push(`${state.name} has no TimeoutSeconds`);
  if (state.Retry === undefined) faults.push(`${state.name} names no error that may be retried`);
  if (state.Catch === undefined) faults.push(`${state.name} has no Catch`);
  const retriesAll = state.Retry?.some((retry) => retry.ErrorEquals.includes('States.ALL')) ?? false;
  if (retriesAll && !/idempotent|so any error may be retried/i.test(state.Comment ?? '')) {
    faults.push(`${state.name} retries States.ALL; its Comment must say why any error may be retried`);
  }
  const functionName = state.Parameters?.FunctionName;
  if (functionName !== undefined && functionName !== `\${${state.name}Arn}`) {
    faults.push(`${state.name} invokes ${functionName}; a state bears its function's name`);
  }
  return faults;
}

describe('state machines', () => {
  let synth: SynthesizedApp;
  beforeAll(() => {
    synth = synthesized('local');
  });

  it('are valid Amazon States Language', () => {
    for (const machine of machines) {
      const { isValid, errorsText } = aslValidator(JSON.parse(machine.text.replaceAll(/\$\{\w+\}/g, 'bound')), {
        checkArn: false,
      });
      expect(isValid, `${machine.name}: ${isValid ? '' : errorsText()}`).toBe(true);
    }
  });

  it('time out, retry by name, catch and comment in every state', () => {
    const faults = machines.flatMap((machine) =>
      statesOf(machine.definition).flatMap((state) => faultsOf(state).map((fault) => `${machine.name}: ${fault}`)),
    );

    expect(faults).toEqual([]);
  });

  it('are deployed under their file’s name with every placeholder bound and a log without amounts', () => {
    const deployed = ofType(synth, 'AWS::StepFunctions::StateMachine');

    expect(deployed.map((machine) => String(machine.properties['StateMachineName'])).toSorted()).toEqual(
      machines.map((machine) => machine.name).toSorted(),
    );
    for (const machine of deployed) {
      const placeholders = [...String(machine.properties['DefinitionString']).matchAll(/\$\{(\w+)\}/g)];
      const bound = Object.keys(machine.properties['DefinitionSubstitutions'] ?? {});
      expect(bound.toSorted()).toEqual([...new Set(placeholders.map((match) => String(match[1])))].toSorted());
      expect(machine.properties).toMatchObject({
        TracingConfiguration: { Enabled: true },
        LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
      });
    }
  });

  it('raise an alarm when an execution fails', () => {
    const alarms = ofType(synth, 'AWS::CloudWatch::Alarm').map((alarm) => alarm.properties['AlarmName']);

    expect(alarms).toEqual(expect.arrayContaining(machines.map((machine) => `${machine.name}-Failed`)));
  });

  it('would refuse a task that can wait for ever', () => {
    const task: NamedState = { name: 'PostReport', Type: 'Task', Comment: 'The report is posted.' };

    expect(faultsOf(task)).toEqual([
      'PostReport has no TimeoutSeconds',
      'PostReport names no error that may be retried',
      'PostReport has no Catch',
    ]);
  });
});
