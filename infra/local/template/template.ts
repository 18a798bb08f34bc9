import { isRecord, type JsonRecord, recordOf, textAt } from '#infra/local/json';

/** One resource as a synthesized CloudFormation template declares it, intrinsics unresolved. */
export interface TemplateResource {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: JsonRecord;
  readonly metadata: JsonRecord;
  readonly condition: string | undefined;
}

/** One stack's template. */
export interface StackTemplate {
  readonly stackName: string;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly parameters: JsonRecord;
  readonly mappings: JsonRecord;
  readonly conditions: JsonRecord;
  readonly outputs: JsonRecord;
}

/** Reads a template's JSON. Throws, naming stack and resource, when it is not a CloudFormation template. */
export function parseTemplate(stackName: string, template: unknown): StackTemplate {
  if (!isRecord(template) || !isRecord(template['Resources'])) {
    throw new Error(`Stack ${stackName} is no CloudFormation template; it needs a map of Resources`);
  }
  const resources = Object.entries(template['Resources']).map(([logicalId, declared]) => {
    const resource = recordOf(declared);
    const condition = resource['Condition'];
    return {
      logicalId,
      type: textAt(resource, 'Type', `${stackName}/${logicalId}`),
      properties: recordOf(resource['Properties']),
      metadata: recordOf(resource['Metadata']),
      condition: typeof condition === 'string' ? condition : undefined,
    };
  });
  return {
    stackName,
    resources: new Map(resources.map((resource) => [resource.logicalId, resource])),
    parameters: recordOf(template['Parameters']),
    mappings: recordOf(template['Mappings']),
    conditions: recordOf(template['Conditions']),
    outputs: recordOf(template['Outputs']),
  };
}
