import { Duration } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { grantAthena } from '#infra/constructs/athena-grants';
import { attributionFunction, grantAttributionRun } from '#infra/constructs/attribution-steps';
import { grantControlRead } from '#infra/constructs/control-grants';
import { grantObjectList, grantObjectRead, grantObjectWrite } from '#infra/constructs/object-grants';
import type { RoyaltyFunction } from '#infra/constructs/royalty-function';
import { RoyaltyStateMachine } from '#infra/constructs/royalty-state-machine';
import type { ApiStack } from '#infra/stacks/api-stack';
import type { StorageStack } from '#infra/stacks/storage-stack';

const UNREPLAYED = 'nobody can show that a frozen period comes out the same, or what another policy would pay';

/** The questions about lines, and the machine that replays and simulates frozen periods. */
export function addAttributionRoutes(scope: Construct, storage: StorageStack, api: ApiStack): void {
  const machine = recomputePeriod(scope, storage);
  const route = (id: string, file: string, errorImpact: string) =>
    attributionFunction(scope, storage, id, { file, errorImpact, timeout: Duration.seconds(29) });
  const lines = route('ListAttributionLines', 'list-attribution-lines', 'a holder cannot see what they were paid for');
  allowFrozen(lines, storage);
  grantAthena(lines, storage, { reads: ['attribution_lines', 'release_lines'] });
  api.addRoute('GET', '/v1/periods/{id}/attribution', lines);
  const unattributed = route('ListUnattributed', 'list-unattributed', 'nobody sees whose money waits for an owner');
  allowFrozen(unattributed, storage);
  grantObjectList(storage.lakeBucket, unattributed);
  for (const folder of ['attribution_totals/', 'correction_totals/', 'release_totals/'])
    grantObjectRead(storage.lakeBucket, unattributed, folder);
  api.addRoute('GET', '/v1/periods/{id}/unattributed', unattributed);
  for (const [id, file, method, path] of [
    ['ReplayPeriod', 'replay-period', 'POST', 'replay'],
    ['SimulatePeriod', 'simulate-period', 'POST', 'simulate'],
    ['GetPolicyShift', 'get-policy-shift', 'GET', 'policy-shift'],
  ] as const) {
    const start = route(id, file, UNREPLAYED);
    grantControlRead(storage.controlTable, start, ['PERIOD#*']);
    allowDocuments(start, storage);
    start.addEnvironment('RECOMPUTE_PERIOD_ARN', machine.stateMachineArn);
    machine.grantStartExecution(start);
    api.addRoute(method, `/v1/periods/{id}/${path}`, start);
  }
  for (const [id, file, path] of [
    ['GetReplay', 'get-replay', 'replays/{replay_id}'],
    ['GetSimulation', 'get-simulation', 'simulations/{simulation_id}'],
  ] as const) {
    const read = route(id, file, UNREPLAYED);
    grantObjectRead(storage.lakeBucket, read, 'recomputations/');
    grantObjectList(storage.lakeBucket, read);
    api.addRoute('GET', `/v1/periods/{id}/${path}`, read);
  }
}

function recomputePeriod(scope: Construct, storage: StorageStack): RoyaltyStateMachine {
  const recompute = attributionFunction(scope, storage, 'RecomputePeriod', {
    file: 'recompute-period',
    errorImpact: UNREPLAYED,
  });
  grantAttributionRun(recompute, storage);
  for (const folder of ['input_manifests/', 'close_reports/']) grantObjectRead(storage.lakeBucket, recompute, folder);
  grantObjectWrite(storage.lakeBucket, recompute, 'recomputations/');
  const fault = attributionFunction(scope, storage, 'RecordRecomputationFault', {
    file: 'record-recomputation-fault',
    errorImpact: UNREPLAYED,
    timeout: Duration.seconds(30),
  });
  grantObjectWrite(storage.lakeBucket, fault, 'recomputations/');
  return new RoyaltyStateMachine(scope, 'recompute-period', {
    errorImpact: UNREPLAYED,
    timeout: Duration.hours(12),
    functions: { RecomputePeriod: recompute, RecordRecomputationFault: fault },
  });
}

function allowFrozen(fn: RoyaltyFunction, { controlTable, lakeBucket }: StorageStack): void {
  grantControlRead(controlTable, fn, ['PERIOD#*']);
  grantObjectRead(lakeBucket, fn, 'input_manifests/');
}

function allowDocuments(fn: RoyaltyFunction, { lakeBucket }: StorageStack): void {
  grantObjectWrite(lakeBucket, fn, 'recomputations/');
  grantObjectList(lakeBucket, fn);
}
