import {
  aFunction,
  aMapping,
  aQueue,
  aRule,
  aStateMachine,
  aTable,
  aTemplate,
  invokeTask,
} from '#test/support/fixture-template';
import { startTestCloud } from '#test/support/local-cloud';

/** What the crash test runs: events go to a queue and its function, and to a state machine that invokes one. */
export const crashTemplates = aTemplate(
  aTable('collected'),
  aFunction('Collect', 'collect.ts'),
  aFunction('Pause', 'misbehave.ts'),
  aQueue('arrivals', 5),
  aMapping('FromArrivals', 'Collect', ['arrivals', 'Arn'], { BatchSize: 1 }),
  aStateMachine(
    'pause',
    {
      StartAt: 'Pause',
      States: {
        Pause: invokeTask('Pause', {
          End: true,
          TimeoutSeconds: 60,
          Parameters: { FunctionName: '${PauseArn}', Payload: { how: '20' } },
        }),
      },
    },
    ['Pause'],
  ),
  aRule('to-arrivals', { EventPattern: { source: ['crash'] } }, 'arrivals', 'pause'),
);

// Run as a program, it is the process that the test kills.
if (import.meta.main) {
  const [, , dataDirectory = ''] = process.argv;
  const cloud = await startTestCloud({ templates: crashTemplates, dataDirectory });
  process.stdout.write(`${cloud.endpoint}\n`);
}
