import { execFile, spawnSync } from 'node:child_process';

/** Whether the AWS CLI is on this machine; tests that need it skip visibly where it is not. */
export const hasAwsCli = spawnSync('aws', ['--version']).status === 0;

/** A Python interpreter starts for each call; on a busy machine that takes seconds. */
export const CLI_TEST_MILLISECONDS = 120_000;

/** Runs `aws --endpoint-url … <words>`; answers stdout, rejects with stderr. */
export function awsCli(endpoint: string, ...words: readonly string[]): Promise<string> {
  const environment = {
    ...process.env,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_PAGER: '',
  };
  return new Promise((resolve, reject) => {
    execFile('aws', ['--endpoint-url', endpoint, ...words], { env: environment }, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(stderr || error.message));
    });
  });
}
