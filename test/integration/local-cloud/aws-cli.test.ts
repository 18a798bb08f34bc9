import { execFile, execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalCloud } from '#infra/local/local-cloud';
import { aFunction, aQueue, aRule, aStateMachine, aTemplate } from '#test/support/fixture-template';
import { keptFolder, startTestCloud } from '#test/support/local-cloud';

const run = promisify(execFile);

function hasAwsCli(): boolean {
  try {
    execFileSync('aws', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!hasAwsCli())('the ordinary AWS CLI (skipped without one)', () => {
  let cloud: LocalCloud;
  const aws = async (...words: readonly string[]): Promise<Readonly<Record<string, unknown>>> => {
    const env = {
      ...process.env,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
      AWS_DEFAULT_REGION: 'us-east-1',
      AWS_PAGER: '',
    };
    const { stdout } = await run('aws', ['--endpoint-url', cloud.endpoint, '--output', 'json', ...words], { env });
    return stdout === '' ? {} : JSON.parse(stdout);
  };
  beforeAll(async () => {
    cloud = await startTestCloud({
      templates: aTemplate(
        aFunction('Echo', 'echo.ts'),
        aQueue('arrivals'),
        aRule('to-arrivals', { EventPattern: { source: ['cli'] } }, 'arrivals'),
        aStateMachine('greet', { StartAt: 'Greet', States: { Greet: { Type: 'Pass', End: true } } }),
      ),
    });
  });
  afterAll(() => cloud?.stop());

  it('starts and lists executions', async () => {
    const { stateMachines } = await aws('stepfunctions', 'list-state-machines');
    const [machine] = stateMachines as readonly { readonly stateMachineArn: string }[];
    await aws(
      'stepfunctions',
      'start-execution',
      '--state-machine-arn',
      machine?.stateMachineArn ?? '',
      '--name',
      'from-cli',
      '--input',
      '{"a":1}',
    );
    await cloud.untilIdle();
    const { executions } = await aws(
      'stepfunctions',
      'list-executions',
      '--state-machine-arn',
      machine?.stateMachineArn ?? '',
    );

    expect(executions).toMatchObject([{ name: 'from-cli', status: 'SUCCEEDED' }]);
  });

  it('puts an event and receives it from a queue', async () => {
    const entry = JSON.stringify([{ Source: 'cli', DetailType: 'Hello', Detail: '{"from":"the CLI"}' }]);
    const put = await aws('events', 'put-events', '--entries', entry);
    await cloud.untilIdle();
    const { QueueUrl } = await aws('sqs', 'get-queue-url', '--queue-name', 'arrivals');
    const { Messages } = await aws('sqs', 'receive-message', '--queue-url', String(QueueUrl));

    expect(put).toMatchObject({ FailedEntryCount: 0 });
    expect(Messages).toMatchObject([{ Body: expect.stringContaining('"detail":{"from":"the CLI"}') }]);
  });

  it('makes a topic, subscribes a queue to it and publishes', async () => {
    const { TopicArn } = await aws('sns', 'create-topic', '--name', 'from-cli');
    const topic = ['--topic-arn', String(TopicArn)];
    const queueArn = 'arn:aws:sqs:us-east-1:000000000000:arrivals';
    const subscribing = ['sns', 'subscribe', ...topic, '--protocol', 'sqs', '--notification-endpoint', queueArn];
    await aws(...subscribing, '--attributes', 'RawMessageDelivery=true');
    const listed = await aws('sns', 'list-topics');
    const subscriptions = await aws('sns', 'list-subscriptions-by-topic', ...topic);
    await aws('sns', 'publish', ...topic, '--message', 'Hello & goodbye');
    await cloud.untilIdle();
    const { QueueUrl } = await aws('sqs', 'get-queue-url', '--queue-name', 'arrivals');
    const { Messages } = await aws('sqs', 'receive-message', '--queue-url', String(QueueUrl));

    expect(listed).toEqual({ Topics: [{ TopicArn }] });
    expect(subscriptions).toMatchObject({ Subscriptions: [{ Protocol: 'sqs', Endpoint: queueArn, TopicArn }] });
    expect(Messages).toMatchObject([{ Body: 'Hello & goodbye' }]);
  });

  it('invokes a function, asks who it is, and is told what is wrong', async () => {
    const payload = join(keptFolder(), 'payload.json');
    writeFileSync(payload, '{"x":1}');
    const invoked = await aws(
      'lambda',
      'invoke',
      '--function-name',
      'Echo',
      '--payload',
      `fileb://${payload}`,
      '/dev/null',
    );
    const identity = await aws('sts', 'get-caller-identity');
    const unknownQueue = aws('sqs', 'get-queue-url', '--queue-name', 'nowhere').catch(String);
    const unknownService = aws('kms', 'list-keys').catch(String);

    expect(invoked).toMatchObject({ StatusCode: 200 });
    expect(identity).toMatchObject({ Account: '000000000000' });
    expect(await unknownQueue).toMatch(/NonExistentQueue.*there are arrivals/s);
    expect(await unknownService).toMatch(/does not run the service “kms”/);
  });
});
