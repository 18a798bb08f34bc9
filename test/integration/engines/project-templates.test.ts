import { beforeAll, describe, expect, it } from 'vitest';
import { readApiModel } from '#infra/local/api/api-model';
import { readGlueCatalog } from '#infra/local/engines/athena/glue-catalog';
import { readWorkGroups } from '#infra/local/engines/athena/work-groups';
import { readAlarms } from '#infra/local/engines/cloudwatch/alarm';
import { bucketConfigOf } from '#infra/local/engines/s3/s3-engine';
import { buildCloudModel, type CloudModel } from '#infra/local/template/cloud-model';
import { synthesizeProject } from '#infra/local/template/synthesize';

describe('the engines read the project’s own templates', () => {
  let model: CloudModel;

  beforeAll(async () => {
    const { templates } = await synthesizeProject();
    const addresses = { endpoint: 'http://127.0.0.1:4566', apiEndpoint: 'http://127.0.0.1:4000' };
    model = buildCloudModel(templates, addresses);
  });

  it('every route with its function, and the user pool as its issuer', () => {
    const api = readApiModel(model.resources);

    const functions = new Set(model.ofType('AWS::Lambda::Function').map(({ name }) => name));
    expect(api.routes.length).toBeGreaterThan(0);
    expect(api.routes.filter(({ functionName }) => !functions.has(functionName))).toEqual([]);
    expect(api.authorizers).toMatchObject([
      { issuer: expect.stringMatching(/^https:\/\/cognito-idp\.us-east-1\.amazonaws\.com\/us-east-1_/) },
    ]);
  });

  it('the drops bucket tells EventBridge and the documents bucket locks', () => {
    const configs = new Map(
      model.ofType('AWS::S3::Bucket').map(({ name, properties }) => [name, bucketConfigOf(name, properties)]),
    );

    expect(configs.get('royalty-drops')?.eventBridge).toBe(true);
    expect(configs.get('royalty-lake')?.eventBridge).toBe(false);
    expect(configs.get('royalty-documents')?.lock).toEqual({ mode: 'GOVERNANCE', days: 3653 });
  });

  it('the lake’s database and the work group with its enforced output location', () => {
    expect(readGlueCatalog(model.resources).databases).toContain('royalty_lake');
    expect(readWorkGroups(model.resources).get('royalty')).toMatchObject({
      outputLocation: 's3://royalty-lake/athena-results/',
      isEnforced: true,
    });
  });

  it('every alarm, without a warning', () => {
    const warnings: string[] = [];

    const alarms = readAlarms(model.resources, (line) => warnings.push(line));

    expect(warnings).toEqual([]);
    expect(alarms.length).toBeGreaterThan(0);
  });
});
