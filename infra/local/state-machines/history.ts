import { recordOf, textOf } from '#infra/local/json';
import type { HistoryEvent } from '#infra/local/state-machines/execution';

/** An event of the library as `GetExecutionHistory` shows it: the useful subset, states entered, left, failed, retried. */
export function historyEventOf(event: Readonly<Record<string, unknown>>, id: number): HistoryEvent {
  const state = recordOf(event['state']);
  const name = textOf(state['name']) ?? textOf(recordOf(event['parentState'])['name']) ?? '';
  const stateType = textOf(state['type']) ?? '';
  const at = { id, timestamp: Number(event['timestamp']) / 1000 };
  const failure = { error: String(event['Error']), cause: String(event['Cause']) };
  switch (event['type']) {
    case 'ExecutionStarted':
      return {
        ...at,
        type: 'ExecutionStarted',
        details: { executionStartedEventDetails: { input: JSON.stringify(event['input']) } },
      };
    case 'ExecutionSucceeded':
      return {
        ...at,
        type: 'ExecutionSucceeded',
        details: { executionSucceededEventDetails: { output: JSON.stringify(event['output']) } },
      };
    case 'ExecutionFailed':
      return { ...at, type: 'ExecutionFailed', details: { executionFailedEventDetails: failure } };
    case 'ExecutionTimeout':
      return { ...at, type: 'ExecutionTimedOut', details: {} };
    case 'StateEntered':
      return {
        ...at,
        type: `${stateType}StateEntered`,
        details: { stateEnteredEventDetails: { name, input: JSON.stringify(state['input']) } },
      };
    case 'StateExited':
      return {
        ...at,
        type: `${stateType}StateExited`,
        details: { stateExitedEventDetails: { name, output: JSON.stringify(state['output']) } },
      };
    case 'StateFailed':
      return {
        ...at,
        type: 'TaskFailed',
        details: { taskFailedEventDetails: { resourceType: name, resource: name, ...failure } },
      };
    case 'StateRetried':
      return {
        ...at,
        type: 'TaskScheduled',
        details: {
          taskScheduledEventDetails: { resourceType: name, resource: 'retry', region: 'us-east-1', parameters: '{}' },
        },
      };
    default:
      return { ...at, type: String(event['type']), details: { stateEnteredEventDetails: { name } } };
  }
}
