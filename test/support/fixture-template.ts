/** Small CloudFormation templates for tests of the local cloud, in the form in which the CDK writes them. */
export type TemplateResources = Readonly<Record<string, unknown>>;

const HANDLERS = 'test/support/local-cloud-handlers';

/** A function whose source is `test/support/local-cloud-handlers/<file>`. */
export function aFunction(
  name: string,
  file: string,
  properties: Readonly<Record<string, unknown>> = {},
): TemplateResources {
  return {
    [name]: {
      Type: 'AWS::Lambda::Function',
      Properties: { FunctionName: name, Timeout: 10, ...properties },
      Metadata: { 'pennywhistle:handler': { file: `${HANDLERS}/${file}`, export: 'handler' } },
    },
  };
}

/** A state machine; placeholders of the definition are the ARNs of the functions named in `functions`. */
export function aStateMachine(name: string, definition: unknown, functions: readonly string[] = []): TemplateResources {
  return {
    [name.replaceAll('-', '')]: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: {
        StateMachineName: name,
        DefinitionString: JSON.stringify(definition),
        DefinitionSubstitutions: Object.fromEntries(functions.map((fn) => [`${fn}Arn`, { 'Fn::GetAtt': [fn, 'Arn'] }])),
      },
    },
  };
}

/** A Task that invokes a function and answers its payload. */
export function invokeTask(functionName: string, rest: Readonly<Record<string, unknown>>): unknown {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: `\${${functionName}Arn}`, 'Payload.$': '$' },
    OutputPath: '$.Payload',
    ...rest,
  };
}

/** One stack of the given resources. */
export function aTemplate(...resources: readonly TemplateResources[]): Readonly<Record<string, unknown>> {
  return { fixture: { Resources: Object.assign({}, ...resources) } };
}
