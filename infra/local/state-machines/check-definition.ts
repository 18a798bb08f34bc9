import { isRecord, type JsonRecord, listOf, recordOf } from '#infra/local/json';
import type { StateMachineSpec } from '#infra/local/state-machines/execution';
import { parseTaskResource } from '#infra/local/state-machines/task-resources';

/** Parts of the language that the local engine would ignore or misread without an error. */
const NOT_RUN: Readonly<Record<string, string>> = {
  QueryLanguage: 'use JSONPath, its default',
  Assign: 'use ResultPath',
  ItemReader: 'give the Map its items by ItemsPath',
  ResultWriter: 'let the Map return its results',
  ItemBatcher: 'give the Map batches as items',
  HeartbeatSecondsPath: 'use HeartbeatSeconds',
};

/** Throws, naming machine, state and what to do, when the definition uses what the local cloud cannot run faithfully. */
export function checkDefinition(machine: StateMachineSpec): void {
  const definition: unknown = parse(machine);
  if (!isRecord(definition)) throw new Error(`State machine ${machine.name} has no definition; it needs a JSON object`);
  checkStates(machine.name, definition);
}

function parse({ name, definition }: StateMachineSpec): unknown {
  try {
    return JSON.parse(definition);
  } catch (error) {
    throw new Error(`The definition of state machine ${name} is not JSON: ${String(error)}`);
  }
}

function checkStates(machine: string, definition: JsonRecord): void {
  for (const [name, declared] of [
    ['(top level)', definition] as const,
    ...Object.entries(recordOf(definition['States'])),
  ]) {
    const state = recordOf(declared);
    const where = `${machine}/${name}`;
    for (const [part, instead] of Object.entries(NOT_RUN)) {
      if (part in state && state[part] !== 'JSONPath')
        throw new Error(`${where} uses ${part}, which the local cloud cannot run: ${instead}`);
    }
    if (state['Type'] === 'Task' && parseTaskResource(String(state['Resource'])) === undefined) {
      throw new Error(
        `${where} calls ${String(state['Resource'])}, which the local cloud cannot run; task-resources.ts names what it can`,
      );
    }
    const inner = [state['ItemProcessor'], state['Iterator'], ...listOf(state['Branches'])].filter(isRecord);
    for (const nested of inner) checkStates(machine, nested);
  }
}
