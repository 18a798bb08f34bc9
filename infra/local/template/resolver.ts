import { ACCOUNT_ID, REGION } from '#infra/local/account';
import { isRecord, type JsonRecord, listOf, recordOf, textOf } from '#infra/local/json';
import { identityOf, type ResourceIdentity } from '#infra/local/template/resource-identity';
import type { StackTemplate, TemplateResource } from '#infra/local/template/template';

/** Resolves the intrinsic functions of all stacks together, so that exports of one reach the imports of another. */
export interface TemplateResolver {
  readonly resolve: (stack: StackTemplate, value: unknown) => unknown;
  readonly identity: (stack: StackTemplate, resource: TemplateResource) => ResourceIdentity;
  /** Whether the resource's Condition holds; a resource without one always exists. */
  readonly exists: (stack: StackTemplate, resource: TemplateResource) => boolean;
}

/** Addresses that exist only once the local cloud listens. */
export interface LocalAddresses {
  readonly endpoint: string;
  readonly apiEndpoint: string;
}

const NO_VALUE = Symbol('AWS::NoValue');

/** A resolver over `stacks`. Anything it does not know throws, naming stack and expression. */
export function createResolver(stacks: readonly StackTemplate[], addresses: LocalAddresses): TemplateResolver {
  const identities = new Map<TemplateResource, ResourceIdentity>();
  const exported = new Map<string, { readonly stack: StackTemplate; readonly value: unknown }>();
  for (const stack of stacks) {
    for (const output of Object.values(stack.outputs)) {
      const name = recordOf(recordOf(output)['Export'])['Name'];
      if (typeof name === 'string') exported.set(name, { stack, value: recordOf(output)['Value'] });
    }
  }

  const identity = (stack: StackTemplate, resource: TemplateResource): ResourceIdentity => {
    const known = identities.get(resource);
    if (known !== undefined) return known;
    const made = identityOf(resource.type, {
      logicalId: resource.logicalId,
      property: (name) => textOf(resolve(stack, resource.properties[name])),
      unnamed: `${stack.stackName}-${resource.logicalId}`,
      ...addresses,
    });
    identities.set(resource, made);
    return made;
  };

  const resourceOf = (stack: StackTemplate, logicalId: string, expression: string): TemplateResource => {
    const resource = stack.resources.get(logicalId);
    if (resource === undefined) throw unknownExpression(stack, expression, 'a resource, parameter or pseudo-parameter');
    return resource;
  };
  const ref = (stack: StackTemplate, name: string): unknown => {
    const pseudo = pseudoParameter(stack, name);
    if (pseudo !== undefined) return pseudo;
    const parameter = stack.parameters[name];
    if (parameter !== undefined) return recordOf(parameter)['Default'] ?? '';
    return identity(stack, resourceOf(stack, name, `Ref ${name}`)).ref;
  };
  const attribute = (stack: StackTemplate, logicalId: string, name: string): string => {
    const resource = resourceOf(stack, logicalId, `Fn::GetAtt ${logicalId}.${name}`);
    const value = identity(stack, resource).attributes[name];
    if (value !== undefined) return value;
    throw unknownExpression(
      stack,
      `Fn::GetAtt ${logicalId}.${name}`,
      `an attribute that ${resource.type} has in resource-identity.ts`,
    );
  };
  const condition = (stack: StackTemplate, name: unknown): boolean => {
    if (typeof name !== 'string' || !(name in stack.conditions))
      throw unknownExpression(stack, `Condition ${String(name)}`, 'a condition of the template');
    return resolve(stack, stack.conditions[name]) === true;
  };
  const text = (stack: StackTemplate, value: unknown, expression: string): string => {
    const resolved = textOf(resolve(stack, value));
    if (resolved === undefined) throw unknownExpression(stack, expression, 'texts only');
    return resolved;
  };
  const substitute = (stack: StackTemplate, argument: unknown): string => {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    return String(template).replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) => {
      if (literal === '!') return `\${${name}}`;
      const given = recordOf(variables)[name];
      if (given !== undefined) return text(stack, given, `Fn::Sub ${name}`);
      const [logicalId = '', ...path] = name.split('.');
      return path.length > 0
        ? attribute(stack, logicalId, path.join('.'))
        : text(stack, { Ref: name }, `Fn::Sub ${name}`);
    });
  };

  const intrinsics: Readonly<Record<string, (stack: StackTemplate, argument: unknown) => unknown>> = {
    Ref: (stack, argument) => ref(stack, String(argument)),
    Condition: condition,
    'Fn::GetAtt': (stack, argument) => {
      const [logicalId, ...path] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
      return attribute(stack, logicalId ?? '', path.join('.'));
    },
    'Fn::Sub': substitute,
    'Fn::Join': (stack, argument) => {
      const [separator, parts] = listOf(argument);
      return listOf(resolve(stack, parts))
        .map((part) => text(stack, part, 'Fn::Join'))
        .join(String(separator));
    },
    'Fn::Select': (stack, argument) => {
      const [index, values] = listOf(argument);
      return listOf(resolve(stack, values))[Number(resolve(stack, index))];
    },
    'Fn::Split': (stack, argument) => {
      const [separator, value] = listOf(argument);
      return text(stack, value, 'Fn::Split').split(String(separator));
    },
    'Fn::Base64': (stack, argument) => Buffer.from(text(stack, argument, 'Fn::Base64')).toString('base64'),
    'Fn::FindInMap': (stack, argument) => {
      const [map, first, second] = listOf(argument).map((part) => text(stack, part, 'Fn::FindInMap'));
      const found = recordOf(recordOf(stack.mappings[map ?? ''])[first ?? ''])[second ?? ''];
      if (found === undefined)
        throw unknownExpression(
          stack,
          `Fn::FindInMap ${map}.${first}.${second}`,
          'an entry of the template’s Mappings',
        );
      return found;
    },
    'Fn::ImportValue': (stack, argument) => {
      const name = text(stack, argument, 'Fn::ImportValue');
      const found = exported.get(name);
      if (found === undefined)
        throw unknownExpression(stack, `Fn::ImportValue ${name}`, 'an export of one of the stacks');
      return resolve(found.stack, found.value);
    },
    'Fn::GetAZs': () => [`${REGION}a`, `${REGION}b`, `${REGION}c`],
    'Fn::If': (stack, argument) => {
      const [name, yes, no] = listOf(argument);
      return resolve(stack, condition(stack, name) ? yes : no);
    },
    'Fn::Equals': (stack, argument) => {
      const [left, right] = listOf(argument).map((side) => textOf(resolve(stack, side)));
      return left === right;
    },
    'Fn::And': (stack, argument) => listOf(argument).every((part) => resolve(stack, part) === true),
    'Fn::Or': (stack, argument) => listOf(argument).some((part) => resolve(stack, part) === true),
    'Fn::Not': (stack, argument) => resolve(stack, listOf(argument)[0]) !== true,
  };

  const resolve = (stack: StackTemplate, value: unknown): unknown => {
    if (Array.isArray(value)) return value.map((part) => resolve(stack, part)).filter((part) => part !== NO_VALUE);
    if (!isRecord(value)) return value;
    const [name, ...others] = Object.keys(value);
    if (name !== undefined && others.length === 0) {
      const intrinsic = intrinsics[name];
      // `Condition` is also an ordinary property name (IAM); as an intrinsic its argument is the name of a condition.
      if (intrinsic !== undefined && (name !== 'Condition' || typeof value[name] === 'string'))
        return intrinsic(stack, value[name]);
      if (name.startsWith('Fn::')) throw unknownExpression(stack, name, 'an intrinsic function that resolver.ts knows');
    }
    return resolveRecord(stack, value, resolve);
  };

  return {
    resolve,
    identity,
    exists: (stack, resource) => resource.condition === undefined || condition(stack, resource.condition),
  };
}

function resolveRecord(
  stack: StackTemplate,
  record: JsonRecord,
  resolve: (stack: StackTemplate, value: unknown) => unknown,
): JsonRecord {
  const entries = Object.entries(record).map(([name, value]) => [name, resolve(stack, value)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== NO_VALUE));
}

function pseudoParameter(stack: StackTemplate, name: string): unknown {
  switch (name) {
    case 'AWS::AccountId':
      return ACCOUNT_ID;
    case 'AWS::Region':
      return REGION;
    case 'AWS::Partition':
      return 'aws';
    case 'AWS::URLSuffix':
      return 'amazonaws.com';
    case 'AWS::StackName':
      return stack.stackName;
    case 'AWS::StackId':
      return `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${stack.stackName}/local`;
    case 'AWS::NotificationARNs':
      return [];
    case 'AWS::NoValue':
      return NO_VALUE;
    default:
      return undefined;
  }
}

function unknownExpression(stack: StackTemplate, expression: string, wanted: string): Error {
  return new Error(`Stack ${stack.stackName}: ${expression} cannot be resolved; the local cloud needs ${wanted}`);
}
