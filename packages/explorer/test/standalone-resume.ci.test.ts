/// <reference lib="dom" />
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { hasChromium, sharedFile, startChromium, temporaryFolder } from "@imagenet-v2/fixtures";
import type { BrowserContext, Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { serveStandalone } from "./static-server.ts";
import { downloaded, modelPanel, modelPicker, say, scored, smallSteps } from "./use-models.ts";
import { seesImages } from "./use-standalone.ts";

const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");
const model = sharedFile("models/mobilenet_v1_0.25_128_qdq.onnx");
const golden = sharedFile("golden/evaluate-mobilenet.json");

/** What is written to the origin's files goes through here, as text. */
const onWrite = (statements: string) => `
  const write = globalThis.FileSystemSyncAccessHandle?.prototype.write;
  let batches = 0;
  if (write) FileSystemSyncAccessHandle.prototype.write = function (bytes, ...how) {
    const text = new TextDecoder().decode(bytes.subarray(0, 30));
    if (text.startsWith('{"file_name"')) batches++;
    ${statements}
    return write.call(this, bytes, ...how);
  };
`;

/** In a browser of this name a run stands still at its third batch, for ever. */
const halting = "to be killed";
const atWorkerStart = onWrite(
  `while (batches === 3 && navigator.userAgent === ${JSON.stringify(halting)});`,
);

describe.skipIf(!hasChromium || !archive || !model || !golden)(
  "a run in the page without a server (needs Chromium and ../shared)",
  { timeout: 180_000 },
  () => {
    async function served(options: Parameters<typeof serveStandalone>[0]) {
      const { url, close } = await serveStandalone(options);
      onTestFinished(close);
      return url;
    }

    async function begun(browser: BrowserContext, url: string): Promise<Page> {
      const page = await browser.newPage();
      await page.goto(url);
      await seesImages(page, "67 images");
      await page.setInputFiles("input[type=file]", archive as string);
      await seesImages(page, "50 images");
      await scoreOn(page);
      return page;
    }

    async function scoreOn(page: Page) {
      await page.setInputFiles(modelPicker, model as string);
      await say(page, smallSteps);
    }

    async function counts(): Promise<string[]> {
      const { models } = JSON.parse(await readFile(golden as string, "utf8"));
      const { top1_correct, top5_correct, n } =
        models[basename(model as string)]["imagenetv2-matched-frequency-50"];
      return [`${top1_correct} of ${n}`, `${top5_correct} of ${n}`];
    }

    async function expectCounts(page: Page) {
      const said = await modelPanel(page).innerText();
      for (const each of await counts()) expect(said).toContain(each);
    }

    test("goes on where it stopped when its browser is killed, and gives the same results", async () => {
      const url = await served({ atWorkerStart });
      const profile = temporaryFolder();
      const first = await startChromium(profile, [`--user-agent=${halting}`]);
      const halted = await begun(first.browser, url);
      await halted.getByText("16 of 50 images").waitFor();
      await first.kill();

      const { browser } = await startChromium(profile);
      const page = await begun(browser, url);
      await scored(page);
      const resumed = modelPanel(page).getByText(
        "Went on at image 17 of 50, where it had stopped.",
      );
      await resumed.waitFor();
      await expectCounts(page);
      const results = await downloaded(page, "Results ↓");

      // What is finished is there at once, unless one wants it made again.
      await page.reload();
      await seesImages(page, "67 images");
      await page.setInputFiles("input[type=file]", archive as string);
      await seesImages(page, "50 images");
      await scoreOn(page);
      await scored(page);
      await modelPanel(page).getByText("All 50 images were scored before").waitFor();
      await expectCounts(page);
      expect(await downloaded(page, "Results ↓")).toEqual(results);

      await page.getByRole("button", { name: "Start over" }).click();
      await scored(page);
      expect(await page.getByText("were scored before").count()).toBe(0);
      await expectCounts(page);
      expect(withoutDay(await downloaded(page, "Results ↓"))).toEqual(withoutDay(results));
    });

    test.each([
      ["no files of its own", "delete StorageManager.prototype.getDirectory;"],
      [
        "no room for its results",
        onWrite('if (batches > 2) throw new DOMException("", "QuotaExceededError");'),
      ],
      [
        "results that were damaged",
        onWrite("if (batches > 2) bytes = new Uint8Array(bytes.length).fill(10);"),
      ],
    ])("is scored in full where the page has %s", async (_, fault) => {
      const url = await served({ atWorkerStart: fault });
      const { browser } = await startChromium(temporaryFolder());
      const page = await begun(browser, url);
      await scored(page);
      await expectCounts(page);
      await page.getByRole("button", { name: "Close" }).click();
      await scoreOn(page);
      await scored(page);
      await expectCounts(page);
    });
  },
);

/** The header says when a run was begun. */
function withoutDay(results: string) {
  const [header = "", ...lines] = results.split("\n");
  const { made, ...run } = JSON.parse(header);
  expect(made).toBeDefined();
  return [run, ...lines];
}
