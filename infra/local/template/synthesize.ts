import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import type { Templates } from '#infra/local/template/cloud-model';

/** What a synthesis gives: the templates, and the assets they point at. */
export interface SynthesizedApp {
  readonly templates: Templates;
  /** The text of an asset file by its hash, such as a state machine's definition in S3. */
  readonly assetText: (hash: string) => string;
}

/** Synthesizes an app in this process, without bundling: handlers are imported from source. */
export function synthesize(app: App): SynthesizedApp {
  const assembly = app.synth();
  return {
    templates: new Map(assembly.stacksRecursively.map((stack) => [stack.stackName, stack.template])),
    assetText: (hash) => readFileSync(join(assembly.directory, `asset.${hash}.json`), 'utf8'),
  };
}

/** Synthesizes the project's own app at stage `local`. */
export async function synthesizeProject(): Promise<SynthesizedApp> {
  // Validation doubles the time of a synthesis; `npm run synth` and CI do it.
  process.env['CDK_VALIDATION'] ??= 'false';
  const { buildApp } = await import('#infra/app');
  return synthesize(buildApp({ stage: 'local', context: { 'aws:cdk:bundling-stacks': [] } }));
}

/** Templates given directly, as tests do; their definitions stand in the template itself. */
export function givenTemplates(templates: Readonly<Record<string, unknown>>): SynthesizedApp {
  return {
    templates: new Map(Object.entries(templates)),
    assetText: (hash) => {
      throw new Error(`The asset ${hash} is not in the given templates; use a DefinitionString`);
    },
  };
}
