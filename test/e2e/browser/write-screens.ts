import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startChromium } from '#test/support/browser/chromium';
import { type ConsolePage, HOLDER_PAGES, staffPages } from '#test/support/browser/console-pages';
import { ConsoleVisitor } from '#test/support/browser/console-visitor';
import { startSampleCloud } from '#test/support/browser/sample-cloud';
import { writeSmallPng } from '#test/support/browser/small-png';
import { projectRoot } from '#test/support/source-files';

const FOLDER = join(projectRoot, 'docs', 'screens');

/** `npm run screens`: every page in both themes, as the sample month shows it, into docs/screens/. */
async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  for (const name of readdirSync(FOLDER)) if (name.endsWith('.png')) rmSync(join(FOLDER, name));
  const sample = await startSampleCloud(console.log);
  const chromium = await startChromium();
  const visitor = new ConsoleVisitor(await chromium.open(), sample.cloud.apiEndpoint);
  try {
    await visitor.page.setViewportSize({ width: 1280, height: 800 });
    await visitor.signIn(/Administrator/);
    await write(visitor, staffPages(sample));
    // The last page is the one that there is not, and has no way out but back.
    await visitor.open('/');
    await visitor.signOut();
    await visitor.signInAsHolder(/Ada Larkin/);
    await write(visitor, HOLDER_PAGES);
  } finally {
    await chromium.close();
    await sample.stop();
  }
}

async function write(visitor: ConsoleVisitor, pages: readonly ConsolePage[]): Promise<void> {
  for (const page of pages) {
    await visitor.open(page.path);
    await visitor.page.waitForLoadState('networkidle');
    for (const theme of ['light', 'dark'] as const) {
      await visitor.choose(theme);
      await visitor.page.mouse.move(0, 0);
      const bytes = writeSmallPng(join(FOLDER, `${page.name}-${theme}.png`), await visitor.page.screenshot());
      console.log(`docs/screens/${page.name}-${theme}.png, ${Math.ceil(bytes / 1000)} KB`);
    }
  }
}

await main();
