import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** A real browser with an empty profile of its own; close it when done. */
export interface Chromium {
  readonly context: BrowserContext;
  /** A new tab; what its console complains of is added to `complaints`. */
  readonly open: () => Promise<Page>;
  readonly complaints: string[];
  readonly close: () => Promise<void>;
}

/** Starts the system's Chromium, headless. Throws when there is none, saying how to get it. */
export async function startChromium(
  options: { readonly width?: number; readonly isDark?: boolean } = {},
): Promise<Chromium> {
  const executablePath = process.env['CHROMIUM'] ?? PLACES.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error('There is no Chromium; "apt-get install chromium" brings it');
  const profile = mkdtempSync(join(tmpdir(), 'pennywhistle-chromium-'));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
    viewport: { width: options.width ?? 1280, height: 800 },
    colorScheme: options.isDark === true ? 'dark' : 'light',
    locale: 'en-US',
    reducedMotion: 'reduce',
  });
  const complaints: string[] = [];
  return {
    context,
    complaints,
    async open() {
      const page = await context.newPage();
      page.on('pageerror', (error) => complaints.push(error.message));
      page.on('console', (message) => {
        // A refusal that a journey provokes is no fault of the page.
        if (message.type() === 'error' && !message.text().includes('Failed to load resource'))
          complaints.push(message.text());
      });
      return page;
    },
    async close() {
      await context.close();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}
