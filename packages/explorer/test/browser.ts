import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";

/** Debian's, which `pnpm setup:browser` installs; another by the variable `CHROMIUM_PATH`. */
export const browserPath = [process.env.CHROMIUM_PATH, "/usr/bin/chromium"].find(
  (path) => path !== undefined && existsSync(path),
);

/** Nothing that Chromium does of itself on the network. */
const args = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Sight {
  readonly page: Page;
  /** What the page said in the console, errors of the policy among it, and threw. */
  readonly complaints: string[];
}

interface LookOptions {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: "light" | "dark";
}

/** A browser for the tests of a file, and one page that looks at each address anew. */
export function useBrowser(): (url: string, options?: LookOptions) => Promise<Sight> {
  let browser: Browser | undefined;
  let page: Page;
  let complaints: string[] = [];
  beforeAll(async () => {
    if (browserPath === undefined) return;
    browser = await chromium.launch({ executablePath: browserPath, args });
    page = await browser.newPage();
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
  });
  afterAll(() => browser?.close());
  return async (url, { width = 1200, height = 800, colorScheme = "light" } = {}) => {
    // An address that differs behind # alone would not be loaded again.
    await page.goto("about:blank");
    complaints = [];
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    await page.goto(url);
    await page.getByRole("banner").waitFor();
    return { page, complaints };
  };
}
