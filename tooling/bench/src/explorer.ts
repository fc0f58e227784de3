/// <reference lib="dom" />
/**
 * How soon `imagenet-v2 explore` shows a picture of 10,000, how evenly they scroll, what it holds.
 *
 *     pnpm bench:explorer [--rounds 5]
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseArgs } from "node:util";
import { gzipSync } from "node:zlib";
import { chromiumOptions } from "@imagenet-v2/fixtures";
import { type Browser, chromium, type Page } from "playwright-core";
import { explore } from "./explore-command.ts";
import { largeFixture } from "./large-fixture.ts";
import { machine } from "./machine.ts";
import { median } from "./table.ts";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "5" } } });
const archive = await largeFixture("matched-frequency");
const dataDir = await mkdtemp(join(tmpdir(), "imagenet-v2-bench-"));
const browser = await chromium.launch(chromiumOptions);
try {
  const starts: Start[] = [];
  for (let round = 0; round <= Number(values.rounds); round++) {
    const start = await firstPicture(browser);
    // The first one reads the archive through and keeps its index.
    if (round === 0) console.log(`Archive never seen before: ${inWords(start)}`);
    else starts.push(start);
  }
  const among = (name: keyof Start) => median(starts.map((each) => each[name]));
  console.log(
    `Seen before, median of ${starts.length}: ${inWords({ node: among("node"), address: among("address"), picture: among("picture") })}`,
  );
  await scrolling(browser);
  const script = new URL(
    "dist/page/explorer.js",
    import.meta.resolve("@imagenet-v2/explorer/package.json"),
  );
  console.log(`Script: ${(gzipSync(await readFile(script)).length / 1000).toFixed(1)} kB gzipped`);
  console.log(machine());
} finally {
  await browser.close();
  await rm(dataDir, { recursive: true, force: true });
}

/** Milliseconds from the start of a process. */
interface Start {
  /** To the end of `node -e 0`: what no program of ours can be below. */
  readonly node: number;
  /** To the printed address. */
  readonly address: number;
  /** To a picture in sight, in a browser that is open already and knows nothing of the page. */
  readonly picture: number;
}

function inWords({ node, address, picture }: Start): string {
  const [a, b, c] = [node, address, picture].map((each) => each.toFixed(0));
  return `first picture after ${c} ms, its address after ${b} ms; plain Node takes ${a} ms (load ${loadavg()[0]?.toFixed(1)})`;
}

async function firstPicture(browser: Browser): Promise<Start> {
  const page = await newPage(browser);
  const beginning = performance.now();
  await once(spawn(process.execPath, ["-e", "0"]), "close");
  const began = performance.now();
  const explorer = await explore(archive, dataDir);
  const address = performance.now() - began;
  await page.goto(explorer.url, { waitUntil: "commit" });
  await page.locator(".tile img.loaded").first().waitFor();
  const picture = performance.now() - began;
  await page.context().close();
  await explorer.end();
  return { node: began - beginning, address, picture };
}

/** From top to bottom of 10,000 images: at the pace of a hand for 12 seconds, and in 120 leaps. */
async function scrolling(browser: Browser): Promise<void> {
  const explorer = await explore(archive, dataDir);
  const page = await newPage(browser);
  await page.goto(explorer.url);
  await page.locator(".tile img.loaded").first().waitFor();
  // Threads that read every header would take part in it.
  await made(explorer.url, "sizes");
  await page.waitForTimeout(1000);
  const before = await explorer.megabytes();
  for (const [how, frames] of [
    ["3,000 pixels a second", await framesWhile(page, { pixels: 50, frames: 720 })],
    ["to the bottom in 120 steps", await framesWhile(page, { frames: 120 })],
  ] as const) {
    const slow = frames.filter((each) => each > 33.4).length;
    console.log(
      `Scrolling ${how}: worst frame ${Math.max(...frames).toFixed(0)} ms, ${((100 * slow) / frames.length).toFixed(1)} % of ${frames.length} over 33 ms`,
    );
  }
  await page.waitForTimeout(2000);
  const after = await explorer.megabytes();
  console.log(`Server: ${before?.toFixed(0)} MB before, ${after?.toFixed(0)} MB after`);
  await page.context().close();
  console.log(
    `Every image decoded and compared: ${(await made(explorer.url, "duplicates")).toFixed(0)} s`,
  );
  await explorer.end();
}

/** Seconds until a document is made; for near-duplicates every image is decoded. */
async function made(url: string, name: "sizes" | "duplicates"): Promise<number> {
  const began = performance.now();
  for (;;) {
    const { status } = await fetch(`${url}documents/${name}.json`);
    if (status === 200) return (performance.now() - began) / 1000;
    if (status !== 202) throw new Error(`${name} ended with ${status}.`);
    await setTimeout(200);
  }
}

/** @param pixels in each frame; default: as many as lead to the bottom in so many frames */
async function framesWhile(
  page: Page,
  scroll: { frames: number; pixels?: number },
): Promise<number[]> {
  return page.evaluate(async ({ frames, pixels }) => {
    const frame = document.querySelector("main") as HTMLElement;
    frame.scrollTo(0, 0);
    const step = pixels ?? (frame.scrollHeight - frame.clientHeight) / frames;
    const next = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
    const found: number[] = [];
    let last = await next();
    for (let n = 0; n < frames; n++) {
      frame.scrollBy(0, step);
      const now = await next();
      found.push(now - last);
      last = now;
    }
    return found;
  }, scroll);
}

async function newPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1200, height: 800 } });
  return context.newPage();
}
