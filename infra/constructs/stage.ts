import { Aws, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

const CONTEXT_KEY = 'pennywhistle:stage';

/** The context that tells every construct of the app its stage. */
export function stageContext(stage: string): Record<string, string> {
  return { [CONTEXT_KEY]: stage };
}

/** `local`, `prod`, … as `buildApp` was given it. */
export function stageOf(scope: Construct): string {
  return String(scope.node.getContext(CONTEXT_KEY));
}

/** The physical name of a resource: plain on stage `local`, else with the stage behind it (`ParseReport-prod`). */
export function physicalName(scope: Construct, name: string, separator = '-'): string {
  const stage = stageOf(scope);
  return stage === 'local' ? name : `${name}${separator}${stage}`;
}

/** Bucket names and sign-in domains are unique in all of AWS, so beyond `local` the account is part of them. */
export function globalName(scope: Construct, name: string): string {
  return stageOf(scope) === 'local' ? name : `${name}-${stageOf(scope)}-${Token.asString(Aws.ACCOUNT_ID)}`;
}
