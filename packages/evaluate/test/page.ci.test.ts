// What a page makes of results, predictions and reports, in Chromium, against Node.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  compareAll,
  evaluate,
  htmlComparison,
  htmlLeaderboard,
  htmlReport,
  leaderboard,
  type Prediction,
  readPredictions,
  report,
} from "@imagenet-v2/evaluate";
import { hasChromium, temporaryFolder } from "@imagenet-v2/fixtures";
import { describe, expect, test } from "vitest";
import { npy } from "./npy.ts";
import { evaluatingPage } from "./open-page.ts";
import { onePixel, pictures, readColour } from "./pictures.ts";

const labels = Array.from({ length: 40 }, (_, i) => (i * 37) % 1000);
const dataset = await pictures(labels);
const images: Record<string, string> = {};
for (const { index, file_name } of dataset.records()) {
  images[file_name] = Buffer.from(await dataset.store.read(index)).toString("base64");
}

/** The lines of an unbroken run in Node. */
async function nodes(): Promise<string> {
  const results = join(temporaryFolder(), "r.jsonl");
  await evaluate(readColour, dataset, {
    preprocessing: onePixel,
    batchSize: 4,
    workers: 0,
    results,
  });
  return readFileSync(results, "utf8");
}

/** But for when and with what it was made. */
function withoutMade(text: string): string {
  const [header = "", ...lines] = text.split("\n");
  const { made, ...rest } = JSON.parse(header) as Record<string, unknown>;
  expect(made).toMatchObject({ date: expect.stringMatching(/^\d{4}-\d\d-\d\d$/) });
  return [JSON.stringify(rest), ...lines].join("\n");
}

describe.skipIf(!hasChromium)("in a page (needs Chromium)", { timeout: 120_000 }, () => {
  test("results are those of Node, byte for byte but for `made`: of a path, of a handle, as text", async () => {
    const page = await evaluatingPage();
    const expected = withoutMade(await nodes());
    const path = await page.ask("evaluate", { images, results: "r.jsonl" });
    expect(path).toMatchObject({ correct: 40, resumedFrom: 0 });
    expect(withoutMade(await page.ask("read", "r.jsonl", true))).toBe(expected);
    await page.ask("evaluate", { images, results: { handle: "h.jsonl" } });
    expect(withoutMade(await page.ask("read", "h.jsonl"))).toBe(expected);
    expect(withoutMade(path.text)).toBe(expected);
    // What is finished is read from the file.
    for (const results of ["r.jsonl", { handle: "h.jsonl" }]) {
      const again = await page.ask("evaluate", { images, results, hangsAt: 0 });
      expect(again).toMatchObject({ correct: 40, resumedFrom: 40 });
    }
  });

  test.each([
    ["a path", "r.jsonl"],
    ["a handle", { handle: "r.jsonl" }],
  ])("a run whose browser is killed twice ends as an unbroken one: of %s", async (_, results) => {
    const profile = temporaryFolder();
    let page = await evaluatingPage({ profile });
    const { url } = page;
    // A handle is written once a second: the rest is what makes sure of one write.
    const run = { images, results };
    void page.ask("evaluate", { ...run, rests: { at: 8, for: 1100 }, hangsAt: 16 }).catch(() => {});
    await page.untilDone(16);
    await page.kill();
    page = await evaluatingPage({ profile, url });
    void page.ask("evaluate", { ...run, rests: { at: 4, for: 1100 }, hangsAt: 12 }).catch(() => {});
    await page.untilDone(20);
    await page.kill();
    page = await evaluatingPage({ profile, url });
    const { correct, resumedFrom } = await page.ask("evaluate", run);
    expect(correct).toBe(40);
    expect(resumedFrom).toBeGreaterThanOrEqual(16);
    expect(resumedFrom).toBeLessThan(40);
    const text = await page.ask("read", "r.jsonl", typeof results === "string");
    expect(withoutMade(text)).toBe(withoutMade(await nodes()));
  });

  test("a line that was cut, or scrambled, is made again, and so is all behind it", async () => {
    const page = await evaluatingPage();
    const { text } = await page.ask("evaluate", { images });
    for (const cut of [
      text.slice(0, 20),
      text.slice(0, -30),
      text.replace(/"top":\[/, '"top":[x'),
    ]) {
      await page.ask("write", "r.jsonl", cut);
      const run = await page.ask("evaluate", { images, results: { handle: "r.jsonl" } });
      expect(run.resumedFrom).toBeLessThan(40);
      expect(withoutMade(await page.ask("read", "r.jsonl"))).toBe(withoutMade(text));
    }
  });

  test("a file that is not ours, or of another run, is refused and stays", async () => {
    const page = await evaluatingPage();
    const results = { handle: "mine" };
    await page.ask("write", "mine", "What I did on my holidays.\n");
    const foreign = await page.ask("evaluate", { images, results });
    expect(foreign.refused).toMatchObject({
      code: "INVALID_OPTION",
      message: expect.stringContaining("not a results file"),
    });
    expect(await page.ask("read", "mine")).toBe("What I did on my holidays.\n");
    const { text } = await page.ask("evaluate", { images, name: "another" });
    await page.ask("write", "mine", text);
    expect((await page.ask("evaluate", { images, results })).refused).toMatchObject({
      code: "UNMERGEABLE",
    });
    expect(
      (await page.ask("merge", [(await page.ask("evaluate", { images })).text], "mine")).refused,
    ).toMatchObject({
      code: "UNMERGEABLE",
    });
    expect(await page.ask("read", "mine")).toBe(text);
  });

  test("two tabs that do the same run do it once", async () => {
    const page = await evaluatingPage();
    const { browser, url } = page;
    const second = await browser.newPage();
    await second.goto(url);
    await second.waitForFunction("globalThis.ask");
    const run = { images, results: "r.jsonl" };
    const [first, other] = (await Promise.all([
      page.ask("evaluate", { ...run, rests: { at: 8, for: 200 } }),
      second.evaluate(`ask("evaluate", ${JSON.stringify([run])})`),
    ])) as { resumedFrom: number }[];
    expect([first?.resumedFrom, other?.resumedFrom].sort()).toEqual([0, 40]);
  });

  test("shards are merged to what one run gives, and predictions are read as in Node", async () => {
    const page = await evaluatingPage();
    const parts: string[] = [];
    for (const index of [0, 1, 2]) {
      parts.push((await page.ask("evaluate", { images, shard: { index, count: 3 } })).text);
    }
    const merged = await page.ask("merge", parts, "merged.jsonl");
    expect(merged.correct).toBe(40);
    expect(withoutMade(await page.ask("read", "merged.jsonl"))).toBe(withoutMade(await nodes()));
    expect((await page.ask("merge", parts.slice(1))).refused).toMatchObject({
      code: "UNMERGEABLE",
    });

    const folder = temporaryFolder();
    const known = [
      { file_name: "1/a.jpeg", label: 1 },
      { file_name: "2/b.jpeg", label: 2 },
    ];
    const scores = [0, 1].map((k) => Array.from({ length: 1001 }, (_, i) => (i === k + 5 ? 1 : 0)));
    for (const [name, content] of [
      ["p.csv", '1/a.jpeg,1,2,3,4,5\n"2/b.jpeg",5,4,3,2,1\n'],
      ["p.npy", npy(scores, "<f4")],
      [
        "p.jsonl",
        known
          .map(({ file_name }) => JSON.stringify({ file_name, top: [9, 8, 7, 6, 5] }))
          .join("\n"),
      ],
      ["bad.csv", '"1/a.jpeg,1,2,3,4,5\n'],
      ["bad.jsonl", '{"file_name":'],
      ["merged.jsonl", merged.text],
    ] as const) {
      const path = join(folder, name);
      writeFileSync(path, content);
      const options = name === "merged.jsonl" ? {} : { images: known };
      const bytes = [...Buffer.from(content)];
      const found = await page.ask("predictions", name, bytes, options);
      const expected = await readPredictions(path, options).catch(({ code, message }) => ({
        refused: { code, message: message.replace(path, name) },
      }));
      expect(found, name).toMatchObject(JSON.parse(JSON.stringify(expected)));
    }
    expect(await page.ask("classes", "n01440764 tench\n# none\n7\n")).toEqual([
      "n01440764",
      "n01514668",
    ]);
    expect((await page.ask("path")).refused).toMatchObject({ code: "UNSUPPORTED" });
  });

  test("reports are Node's to the letter, but for the bytes of pictures", async () => {
    const page = await evaluatingPage();
    const wrong = (k: number) =>
      [...dataset.records()].map(({ file_name, label }, i): Prediction => {
        const first = i % k === 0 ? (label + 1) % 1000 : label;
        const others = [2, 3, 4, 5].map((step) => (label + step) % 1000);
        const sure = 0.5 + i / 100;
        const probabilities = [sure, ...others.map(() => (1 - sure) / 5)];
        return { file_name, label, top: [first, ...others], probabilities, likelihood: sure };
      });
    const [one, other] = [wrong(2), wrong(3)];
    const subjects = [
      { name: "one", predictions: one },
      { name: "other", predictions: other },
    ] as const;
    const found = await page.ask("reports", one, other, images);
    expect(found.report).toBe(await htmlReport(report(subjects[0], { others: [subjects[1]] })));
    expect(found.comparison).toBe(await htmlComparison(compareAll(subjects)));
    expect(found.leaderboard).toBe(await htmlLeaderboard(leaderboard(subjects)));
    const withPictures = await htmlReport(report(subjects[0]), { dataset });
    const jpeg = /data:image\/jpeg;base64,\/9j\/[^"]+/g;
    expect(found.pictures.match(jpeg)).toHaveLength(withPictures.match(jpeg)?.length as number);
    expect(found.pictures.replace(jpeg, "")).toBe(withPictures.replace(jpeg, ""));

    await page.ask("withoutCanvas");
    const without = await page.ask("reports", one, other, images);
    expect(without.pictures).toContain("There are no pictures here");
    expect(without.pictures).not.toContain("data:image/jpeg");
    expect(without.report).toBe(found.report);
  });
});
