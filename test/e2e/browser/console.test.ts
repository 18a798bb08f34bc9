import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeJourneys } from '#test/e2e/browser/journeys';
import { describePages } from '#test/e2e/browser/pages';
import { type BrowserWorld, openBrowserWorld } from '#test/support/browser/browser-world';

/** One booted cloud for all of it: first every page as it stands, then what people do, each from where the last one left. */
describe('the console', () => {
  let opened: BrowserWorld | undefined;
  beforeAll(async () => {
    opened = await openBrowserWorld(console.log);
  });
  afterAll(async () => {
    await opened?.stop();
  });
  const world = (): BrowserWorld => {
    if (opened === undefined) throw new Error('The console is not open yet');
    return opened;
  };

  describePages(world);
  describeJourneys(world);

  it('complained of nothing to the browser, nor met the content policy', () => {
    expect(world().chromium.complaints).toEqual([]);
  });
});
