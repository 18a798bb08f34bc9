import { isRecord, recordOf, textOf } from '#infra/local/json';
import type { StateMachineSpec } from '#infra/local/state-machines/execution';
import type { CloudModel, Resource } from '#infra/local/template/cloud-model';

/** The state machines of a model with their definitions bound. Throws, naming the machine, when one has no definition. */
export function stateMachineSpecs(model: CloudModel, assetText: (hash: string) => string): readonly StateMachineSpec[] {
  return model.ofType('AWS::StepFunctions::StateMachine').map((resource) => ({
    name: resource.name,
    arn: resource.arn ?? '',
    definition: boundDefinition(resource, assetText),
    roleArn: textOf(resource.properties['RoleArn']) ?? '',
    type: textOf(resource.properties['StateMachineType']) ?? 'STANDARD',
  }));
}

function boundDefinition({ name, properties }: Resource, assetText: (hash: string) => string): string {
  const substitutions = recordOf(properties['DefinitionSubstitutions']);
  const text = definitionText(name, properties, assetText);
  const bound = text.replaceAll(/\$\{([A-Za-z0-9_-]+)\}/g, (placeholder, key: string) => {
    const value = textOf(substitutions[key]);
    if (value === undefined)
      throw new Error(`State machine ${name} has the placeholder ${placeholder}; its DefinitionSubstitutions do not`);
    return JSON.stringify(value).slice(1, -1);
  });
  return bound;
}

function definitionText(name: string, properties: Resource['properties'], assetText: (hash: string) => string): string {
  const { DefinitionString: text, Definition: object, DefinitionS3Location: location } = properties;
  if (typeof text === 'string') return text;
  if (isRecord(object)) return JSON.stringify(object);
  const key = recordOf(location)['Key'];
  // The asset's key is its hash, `<hash>.json`.
  if (typeof key === 'string') return assetText(key.replace(/\.[a-z]+$/, ''));
  throw new Error(`State machine ${name} has no definition; it needs a DefinitionString or a DefinitionS3Location`);
}
