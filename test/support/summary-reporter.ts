import type { Reporter, TestModule } from 'vitest/node';

/** Ends a run with one plain line, so that a person or a script reads the outcome at a glance, and says why any test was skipped. */
export class SummaryReporter implements Reporter {
  async onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): Promise<void> {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    const brokenFiles = modules.filter((module) => module.errors().length > 0).length;
    const failed = inState('failed').length + brokenFiles + unhandledErrors.length;
    const skipped = inState('skipped');
    if (skipped.length > 0) {
      const files = [...new Set(skipped.map(({ module }) => module.relativeModuleId))].toSorted();
      console.log(
        `\nSkipped in ${files.join(', ')}.\nNot here: ${(await whatIsMissing()).join('; ') || 'nothing; they were left out by name'}.`,
      );
    }
    console.log(`\nTests: ${inState('passed').length} passed, ${failed} failed, ${skipped.length} skipped`);
  }
}

/** What tests ask for and this machine lacks. Looked for only where something was skipped, since it starts programs. */
async function whatIsMissing(): Promise<readonly string[]> {
  const { hasAwsCli } = await import('#test/support/aws-cli');
  const { hasSamplesFolder } = await import('#test/support/samples-folder');
  return [
    ...(hasAwsCli ? [] : ['the AWS CLI, `aws`']),
    ...(hasSamplesFolder ? [] : ['the sample files, which SAMPLES_DIR names']),
  ];
}
