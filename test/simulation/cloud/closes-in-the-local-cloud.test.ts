import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, it } from 'vitest';
import { DynamodbPeriodRegister } from '#close/adapters/dynamodb-period-register';
import { clientOptions, startTestCloud } from '#test/support/local-cloud';
import { standingInCloud } from '#test/support/simulation/cloud-standing';
import { CLOUD_SEEDS_MAX, CLOUD_START, cloudWorld } from '#test/support/simulation/cloud-world';
import { chancesOf } from '#test/support/simulation/faults';
import { brokenInvariants } from '#test/support/simulation/invariants';
import { cloudFaults, liveInCloud } from '#test/support/simulation/live-in-cloud';

const ONE = process.env['SEED'];
const SEEDS = Number(process.env['SIMULATION_SEEDS'] ?? CLOUD_SEEDS_MAX);
const FIRST = Number(process.env['SIMULATION_FIRST'] ?? 1);

it('a country a seed, all in one local cloud whose functions die: nothing is lost, nothing paid twice, to the last digit', async () => {
  const seeds = ONE === undefined ? Array.from({ length: SEEDS }, (_, index) => FIRST + index) : [Number(ONE)];
  const world = cloudWorld(seeds);
  const faults = cloudFaults(chancesOf((seeds[0] ?? 0) ^ 0x5eed));
  const cloud = await startTestCloud({ startAt: CLOUD_START, faults: faults.faults });
  const dynamodb = new DynamoDBClient(clientOptions(cloud));
  const register = new DynamodbPeriodRegister(dynamodb, 'royalty-control');

  const lived = await liveInCloud(world, cloud, { register, faults });
  const standing = await standingInCloud(world, cloud, lived);
  dynamodb.destroy();
  await cloud.stop();

  console.log(`${lived.arrivals.length} arrivals, ${JSON.stringify(Object.fromEntries(faults.injected))}`);
  expect(brokenInvariants(standing)).toEqual([]);
  expect(standing.months.map(({ periodId }) => periodId)).toEqual(world.periodIds);
  expect([...faults.injected.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
}, 3_000_000);
