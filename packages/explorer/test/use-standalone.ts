import { chromiumOptions, hasChromium, temporaryFolder } from "@imagenet-v2/fixtures";
import axe from "axe-core";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import { afterAll, beforeAll, expect, onTestFinished } from "vitest";
import { serveStandalone } from "./static-server.ts";

type Serving = Parameters<typeof serveStandalone>[0];

export interface Opened {
  readonly page: Page;
  readonly url: string;
  /** Paths that the server was asked for. */
  readonly asked: readonly string[];
  /** Addresses that the browser asked for, of whomever. */
  readonly requests: readonly string[];
  /** What the page said in the console, errors of the policy among it, and threw. */
  readonly complaints: string[];
  readonly stopServer: () => void;
}

/** A browser for the tests of a file, with a profile on the disk, and a server of its own for each page. */
export function useStandalone() {
  let browser: BrowserContext;
  beforeAll(async () => {
    if (!hasChromium) return;
    browser = await chromium.launchPersistentContext(temporaryFolder(), chromiumOptions);
  });
  afterAll(() => browser?.close());
  return async (serving: Serving = {}, search = ""): Promise<Opened> => {
    const { url, asked, close } = await serveStandalone(serving);
    onTestFinished(close);
    const page = await browser.newPage();
    onTestFinished(() => page.close());
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => requests.push(request.url()));
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${url}${search}`);
    return { page, url, asked, requests, complaints, stopServer: close };
  };
}

/** What axe finds wrong with a page as it is now. */
export async function violations(page: Page): Promise<string[]> {
  // As a script the page's policy would refuse it.
  await page.evaluate(axe.source);
  const found = await page.evaluate(() =>
    (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ["violations"] }),
  );
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
}

/** Waits until this many images are listed, and a picture is seen. */
export async function seesImages(page: Page, count: string): Promise<void> {
  await expect.poll(() => page.locator(".count").innerText(), { timeout: 20_000 }).toBe(count);
  await page.locator(".tile img.loaded").first().waitFor();
}

/** Drops a file onto the page. */
export async function drop(page: Page, files: Readonly<Record<string, Uint8Array>>): Promise<void> {
  const sent = Object.entries(files).map(([name, bytes]) => ({
    name,
    base64: Buffer.from(bytes).toString("base64"),
  }));
  const transfer = await page.evaluateHandle((all) => {
    const data = new DataTransfer();
    for (const { name, base64 } of all) {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      data.items.add(new File([bytes], name));
    }
    return data;
  }, sent);
  // A page that has just come takes nothing yet; a mouse tells again and again that it is there.
  const isTaken = async () => {
    await page.dispatchEvent("body", "dragover", { dataTransfer: transfer });
    return page.getByText("Drop it to open it").isVisible();
  };
  await expect.poll(isTaken, { timeout: 20_000 }).toBe(true);
  await page.dispatchEvent("body", "drop", { dataTransfer: transfer });
}
