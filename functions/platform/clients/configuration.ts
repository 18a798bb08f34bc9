/**
 * Shared by every SDK client, each made once per process. Standard retries: four attempts with jittered back-off and a
 * retry quota, so that a throttled engine is not stormed; what may be repeated is decided by the steps, by key.
 * Endpoint and region come from the environment alone (`AWS_ENDPOINT_URL`).
 */
export const clientConfiguration = { maxAttempts: 4, retryMode: 'standard' } as const;
