import { type Chromium, startChromium } from '#test/support/browser/chromium';
import { ConsoleVisitor } from '#test/support/browser/console-visitor';
import { type SampleCloud, startSampleCloud } from '#test/support/browser/sample-cloud';

/** The sample month in a cloud, and a person in front of its console. */
export interface BrowserWorld {
  readonly sample: SampleCloud;
  readonly chromium: Chromium;
  readonly visitor: ConsoleVisitor;
  readonly stop: () => Promise<void>;
}

export async function openBrowserWorld(say?: (line: string) => void): Promise<BrowserWorld> {
  const sample = await startSampleCloud(say);
  try {
    const chromium = await startChromium();
    const visitor = new ConsoleVisitor(await chromium.open(), sample.cloud.apiEndpoint);
    return {
      sample,
      chromium,
      visitor,
      async stop() {
        await chromium.close();
        await sample.stop();
      },
    };
  } catch (error) {
    await sample.stop();
    throw error;
  }
}
