/** A real browser in front of the real embedded runtime, in a home of its own. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import type { Runtime } from '#local/runtime.ts';
import { newHome, startRuntime } from '#test/e2e/home.ts';

/** Where Debian installs Chromium; CHROMIUM names another one. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/** Where the images of every view go, to be looked at. */
export const SCREENSHOTS = join(import.meta.dirname, 'screenshots');

/** Whether there is a browser to test with. */
export const hasChromium = (): boolean => existsSync(CHROMIUM);

/** What the scenarios work with. */
export interface Harness {
  readonly runtime: Runtime;
  readonly browser: Browser;
  /** A new page in a new browser profile; what its console or its scripts complain about is collected. */
  open(options?: PageOptions): Promise<OpenPage>;
  close(): Promise<void>;
}

/** How a page is opened. */
export interface PageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'dark' | 'light';
  readonly touch?: boolean;
}

/** A page and what went wrong in it. */
export interface OpenPage {
  readonly page: Page;
  readonly complaints: readonly string[];
  /** Bytes that came over the wire until now, by path. */
  readonly received: ReadonlyMap<string, number>;
  close(): Promise<void>;
}

/** Simulated seconds per second: a task of ten seconds takes a fifth of one. */
const SPEED = 30;

/** Starts both. */
export const startHarness = async (): Promise<Harness> => {
  await mkdir(SCREENSHOTS, { recursive: true });
  const home = await newHome();
  const simulator = { speed: SPEED, duration: { medianSeconds: 6, p95Seconds: 8 } };
  const runtime = await startRuntime(home.path, { watch: false, simulator });
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  return {
    runtime,
    browser,
    open: (options = {}) => openPage(browser, runtime.url, options),
    close: async () => {
      await browser.close();
      await runtime.stop();
      await home.remove();
    },
  };
};

const openPage = async (browser: Browser, baseURL: string, options: PageOptions): Promise<OpenPage> => {
  const { width = 1280, height = 900, scheme = 'dark', touch = false } = options;
  const context = await browser.newContext({
    baseURL,
    viewport: { width, height },
    colorScheme: scheme,
    hasTouch: touch,
    reducedMotion: 'reduce',
    locale: 'en-GB',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  const received = new Map<string, number>();
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('console', (message) => {
    // Chromium reports every refused call itself; the scenarios that provoke one look at what the page makes of it.
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text()))
      complaints.push(`console: ${message.text()}`);
  });
  page.on('requestfinished', (request) => {
    request
      .sizes()
      .then(({ responseBodySize, responseHeadersSize }) =>
        received.set(new URL(request.url()).pathname, responseBodySize + responseHeadersSize),
      )
      .catch(() => undefined);
  });
  return { page, complaints, received, close: () => context.close() };
};
