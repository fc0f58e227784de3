import { chromiumOptions, hasChromium } from "@imagenet-v2/fixtures";
import { type Browser, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";

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
    if (!hasChromium) return;
    browser = await chromium.launch(chromiumOptions);
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
