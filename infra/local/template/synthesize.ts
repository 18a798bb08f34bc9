import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { App } from 'aws-cdk-lib';
import type { Templates } from '#infra/local/template/cloud-model';
import { digestAtStart, keptText } from '#infra/local/template/kept-synthesis';

const PROJECT_ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** What a synthesis gives: the templates, and the assets they point at. */
export interface SynthesizedApp {
  readonly templates: Templates;
  /** The text of an asset file by its hash, such as a state machine's definition in S3. */
  readonly assetText: (hash: string) => string;
}

/** A synthesis as it crosses from one process to another. */
export interface SynthesizedText {
  readonly templates: Readonly<Record<string, unknown>>;
  /** The text of the JSON assets by their hash. */
  readonly assets: Readonly<Record<string, string>>;
}

/** Synthesizes an app in this process, without bundling: handlers are imported from source. */
export function synthesize(app: App): SynthesizedText {
  const assembly = app.synth();
  const assets = readdirSync(assembly.directory).flatMap((name) => {
    const hash = /^asset\.(\w+)\.json$/.exec(name)?.[1];
    return hash === undefined ? [] : [[hash, readFileSync(join(assembly.directory, name), 'utf8')]];
  });
  return {
    templates: Object.fromEntries(assembly.stacksRecursively.map((stack) => [stack.stackName, stack.template])),
    assets: Object.fromEntries(assets),
  };
}

/**
 * The project's own app at stage `local`. A synthesis takes two seconds of CPU and 150 MB, so it runs in a process of its own,
 * and once for the same sources: it is kept in `.local/synthesis`.
 */
export async function synthesizeProject(): Promise<SynthesizedApp> {
  const folder = join(PROJECT_ROOT, '.local', 'synthesis');
  const text = await keptText(folder, digestAtStart(PROJECT_ROOT), async () => JSON.stringify(await runSynthesis()));
  const { templates, assets }: SynthesizedText = JSON.parse(text);
  return {
    templates: new Map(Object.entries(templates)),
    assetText(hash) {
      const asset = assets[hash];
      if (asset === undefined) throw new Error(`The synthesis has no asset ${hash}`);
      return asset;
    },
  };
}

async function runSynthesis(): Promise<SynthesizedText> {
  const program = fileURLToPath(new URL('./synthesize-program.ts', import.meta.url));
  const child = fork(program, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
    // Validation doubles the time of a synthesis; `npm run synth` and CI do it.
    env: { CDK_VALIDATION: 'false', ...process.env },
  });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The templates could not be synthesized (exit status ${code}); npm run synth says why`);
  });
  const [answer] = await Promise.race([once(child, 'message'), ended]);
  ended.catch(() => undefined);
  return answer;
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
