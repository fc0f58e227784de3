/// <reference lib="dom" />
import type { ModelPredictions } from "@imagenet-v2/evaluate";
import { type ServedExplorer, serveExplorer } from "@imagenet-v2/explorer";
import { hasChromium, temporaryFolder, tinyJpeg } from "@imagenet-v2/fixtures";
import { datasetOf } from "@imagenet-v2/loader";
import { MemoryStore, type Store } from "@imagenet-v2/stores";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { type Sight, useBrowser } from "./browser.ts";
import { imageName, indexOf, slowed } from "./picture-store.ts";

// 240 images of 8 classes: tabby (281), tiger cat (282), tench (0), goldfish (1), … and one damaged.
const labels = [0, 1, 281, 282, 517, 134, 42, 999];
const images: Record<string, Uint8Array> = {};
const shapes = [
  { width: 60, height: 40 },
  { width: 40, height: 60 },
  { width: 50, height: 50 },
];
for (let n = 0; n < 239; n++) {
  const shape = shapes[n % 3];
  const grey = n % 10 === 0 ? ([90, 90, 90] as const) : undefined;
  const name = imageName(labels[n % 8] as number, n);
  // Five seeds whose colours are vivid.
  images[name] = await tinyJpeg({ ...shape, seed: 1 + (n % 5), color: grey });
}
const damaged = imageName(7, 500);
images[damaged] = Buffer.from("no picture");
const store = await MemoryStore.of(images);
const named = (n: number) => imageName(labels[n % 8] as number, n);
const numberOf = (fileName: string) => indexOf(store, fileName);

const hostile = "<img src=x onerror=alert(1)>";
const contestants: ModelPredictions[] = [
  { name: hostile, predictions: predictionsOf((n) => n % 3 !== 0) },
  { name: "second", predictions: predictionsOf((n) => n % 4 !== 0) },
];

/** Right where `isRight` says so; else it takes everything for a goldfish, and goldfish for a tench. */
function predictionsOf(isRight: (n: number) => boolean): ModelPredictions["predictions"] {
  return Object.keys(images).map((file_name, n) => {
    const label = Number.parseInt(file_name, 10);
    const wrong = label === 1 ? 0 : 1;
    const first = isRight(n) ? label : wrong;
    const top = [...new Set([first, label, 2, 3, 4, 5, 6])].slice(0, 5);
    return { file_name, label, top, probabilities: [0.6, 0.2, 0.1, 0.05, 0.01] };
  });
}

const dataDir = temporaryFolder();
const boxes = new Map([[named(1).split("/")[1] ?? "", [[5, 5, 30, 40]] as const]]);

describe.skipIf(!hasChromium)("the page (needs Chromium)", () => {
  const look = useBrowser();
  let explorer: ServedExplorer;
  let withPredictions: ServedExplorer;
  beforeAll(async () => {
    const dataset = datasetOf(store);
    explorer = await serveExplorer({ dataset, boxes, port: 0, dataDir });
    withPredictions = await serveExplorer({ dataset, predictions: contestants, port: 0, dataDir });
  });
  afterAll(() => Promise.all([explorer.close(), withPredictions.close()]));

  const at = (hash = "") => look(`${explorer.url}${hash}`);
  const tiles = (page: Page) => page.getByRole("gridcell");
  const count = (page: Page) => page.locator(".count").innerText();
  /** The tile that has the focus. */
  const focused = (page: Page) =>
    page.evaluate(() => document.activeElement?.getAttribute("data-place"));

  async function isClean({ page, complaints }: Sight) {
    await page.evaluate(axe.source);
    const found = await page.evaluate(() =>
      (globalThis as unknown as { axe: typeof axe }).axe.run({ resultTypes: ["violations"] }),
    );
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    // The browser's own line about the damaged image.
    expect(complaints.filter((each) => !each.includes("status of 422"))).toEqual([]);
  }

  test("shows the images, and of 240 only those in sight are in the document", async () => {
    const { page } = await at();
    await page.locator(".tile img.loaded").first().waitFor();
    expect(await count(page)).toBe("240 images");
    expect(await tiles(page).count()).toBeLessThan(150);
    await page.locator("main").evaluate((frame) => frame.scrollTo(0, frame.scrollHeight));
    await page.getByLabel(/, image 239$/).waitFor();
    await expect.poll(() => page.getByLabel(/, image 0$/).count()).toBe(0);
  });

  test("stays where it is scrolled to when more comes in", async () => {
    const { page } = await at();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route("**/documents/sizes.json", async (route) => {
      await held;
      await route.continue();
    });
    await page.reload();
    await tiles(page).first().waitFor();
    await page.locator("main").evaluate((frame) => frame.scrollTo(0, 1000));
    const come = page.waitForResponse("**/documents/sizes.json");
    release();
    await (await come).finished();
    await page.getByLabel("Sort").waitFor();
    await page.waitForTimeout(200);
    expect(await page.locator("main").evaluate((frame) => frame.scrollTop)).toBe(1000);
    await page.unrouteAll();
  });

  test.each([
    ["tabby", "30 of 240"],
    ["n02123045", "30 of 240"],
    ["281", "30 of 240"],
    ["Tinca tinca", "30 of 240"],
    ["cat", "60 of 240"],
    ["#12", "1 of 240"],
    ["00000000000017.jpeg", "1 of 240"],
    ["0000000000000000000000000000000000000017", "1 of 240"],
    ["zzz", "0 of 240"],
  ])("finds %s: %s", async (words, found) => {
    const { page } = await at();
    await page.getByLabel(/^Search/).fill(words);
    await expect.poll(() => count(page)).toBe(found);
  });

  test("offers classes while one types, and takes one by keyboard", async () => {
    const { page } = await at();
    await page.keyboard.press("/");
    await page.keyboard.type("tiger c");
    await page.getByRole("option", { name: /^tiger cat/ }).waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect.poll(() => count(page)).toBe("30 of 240");
    expect(page.url()).toContain("class=282");
    await page.getByRole("button", { name: /^Take off: tiger cat/ }).click();
    expect(await count(page)).toBe("240 images");
  });

  test("filters by shape and colour, and Back takes it off", async () => {
    const { page } = await at();
    await page.getByRole("combobox", { name: "Shape" }).selectOption("portrait");
    await expect.poll(() => count(page)).toBe("80 of 240");
    await page.getByRole("combobox", { name: "Colour" }).selectOption("grey");
    // Colours are known when every image was looked at.
    await expect.poll(() => count(page), { timeout: 20_000 }).toBe("8 of 240");
    await page.goBack();
    await expect.poll(() => count(page)).toBe("80 of 240");
    await page.reload();
    await expect.poll(() => count(page)).toBe("80 of 240");
  });

  test("groups by class, and a heading leads to its class", async () => {
    const { page } = await at();
    await page.keyboard.press("g");
    await page.getByRole("button", { name: "tench, Tinca tinca" }).click();
    await expect.poll(() => count(page)).toBe("30 of 240");
  });

  test("filters and groups by kind", async () => {
    const { page } = await at("#images?grouped=kind");
    await page.getByRole("button", { name: "fish" }).waitFor();
    const headings = page.locator(".heading");
    expect(await headings.first().innerText()).toMatch(/^fish\s+60$/);
    await page.getByRole("combobox", { name: "Kind" }).selectOption("birds");
    await expect.poll(() => count(page)).toBe("31 of 240");
    expect(page.url()).toContain("kind=birds");
    await expect
      .poll(() => headings.allInnerTexts())
      .toEqual([expect.stringMatching(/^birds\s+31$/)]);
    await page.getByLabel(/^Search/).fill("cats");
    await expect.poll(() => count(page)).toBe("0 of 240");
    await page.getByRole("combobox", { name: "Kind" }).selectOption("");
    await expect.poll(() => count(page)).toBe("60 of 240");
  });

  test("tiles come in three sizes, cropped or whole, in the address and remembered", async () => {
    const { page } = await at();
    const side = () =>
      tiles(page)
        .first()
        .evaluate((tile) => tile.clientWidth);
    const fit = () =>
      page
        .locator(".tile img")
        .first()
        .evaluate((image) => getComputedStyle(image).objectFit);
    await page.locator(".tile img").first().waitFor();
    const medium = await side();
    expect(await fit()).toBe("cover");
    await page.locator("main").evaluate((frame) => frame.scrollTo(0, 700));
    const first = await page.evaluate(() => {
      const top = document.querySelector("main")?.getBoundingClientRect().top ?? 0;
      const seen = [...document.querySelectorAll("[data-place]")];
      const at = seen.find((tile) => tile.getBoundingClientRect().bottom > top);
      return at?.getAttribute("aria-label") ?? "";
    });
    await page.getByRole("combobox", { name: "Tiles" }).selectOption("large");
    await expect.poll(side).toBeGreaterThan(medium * 1.4);
    // Still at the images that were in sight.
    const bounds = await page.getByLabel(first, { exact: true }).boundingBox();
    const view = await page.locator("main").boundingBox();
    expect(bounds?.y).toBeGreaterThanOrEqual((view?.y ?? 0) - 1);
    expect(bounds?.y).toBeLessThan((view?.y ?? 0) + 300);
    await page.getByRole("button", { name: "Whole pictures" }).click();
    await expect.poll(fit).toBe("contain");
    expect(page.url()).toMatch(/tiles=large&fit=whole/);
    // Another day, another address.
    const again = await at("#images?class=0");
    await again.page.locator(".tile img").first().waitFor();
    expect(await side()).toBeGreaterThan(medium * 1.4);
    expect(await fit()).toBe("contain");
    // What a link says comes first.
    const linked = await at("#images?tiles=small&fit=crop");
    await linked.page.locator(".tile img").first().waitFor();
    expect(await side()).toBeLessThan(medium);
    expect(await fit()).toBe("cover");
    await page.evaluate(() => localStorage.clear());
  });

  test("sorts", async () => {
    const { page } = await at("#images?class=0");
    await page.getByRole("combobox", { name: "Sort" }).selectOption("bytes");
    await page.getByRole("button", { name: "descending" }).click();
    const size = (name: string) => images[name]?.length ?? 0;
    const largest = Object.keys(images)
      .filter((name) => name.startsWith("0/"))
      .sort((a, b) => size(b) - size(a) || numberOf(a) - numberOf(b))[0] as string;
    await expect
      .poll(() => page.locator('[data-place="0"]').getAttribute("aria-label"))
      .toBe(`tench, image ${numberOf(largest)}`);
  });

  test("is walked by keyboard", async () => {
    const { page } = await at();
    await tiles(page).first().focus();
    const columns = Number(await page.getByRole("grid").getAttribute("aria-colcount"));
    for (const [key, place] of [
      ["ArrowRight", 1],
      ["ArrowDown", 1 + columns],
      ["ArrowLeft", columns],
      ["ArrowUp", 0],
      ["End", 239],
      ["Home", 0],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(() => focused(page)).toBe(`${place}`);
    }
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => page.url()).toContain("image=1");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(page.url()).not.toContain("image=");
    await expect.poll(() => focused(page)).toBe("1");
  });

  test("arrows walk over the images of a fresh page, and Enter opens one", async () => {
    const { page } = await at();
    await tiles(page).first().waitFor();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => focused(page)).toBe("1");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => focused(page)).toBe("2");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain("image=2");
  });

  test("one Tab and Enter skip to the images of a fresh page", async () => {
    const { page } = await at();
    await tiles(page).first().waitFor();
    await page.keyboard.press("Tab");
    const skip = page.getByRole("button", { name: "Skip to the images" });
    expect(await skip.evaluate((it) => it === document.activeElement)).toBe(true);
    expect(await skip.evaluate((it) => getComputedStyle(it).clipPath)).toBe("none");
    await page.keyboard.press("Enter");
    await expect.poll(() => focused(page)).toBe("0");
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => focused(page)).toBe("1");
  });

  test("↓ leads from the search to the images, past what it offers", async () => {
    const { page } = await at();
    await tiles(page).first().waitFor();
    await page.keyboard.press("/");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => focused(page)).toBe("0");
    await page.keyboard.press("/");
    await page.keyboard.type("tabby");
    await page.getByRole("option", { name: /^tabby/ }).waitFor();
    const offered = await page.locator(".suggestions > *").count();
    for (let n = 0; n <= offered; n++) await page.keyboard.press("ArrowDown");
    await expect.poll(() => focused(page)).toBe("0");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: /^tabby/ }).waitFor();
  });

  test("a tile can be reached by Tab wherever it is scrolled to", async () => {
    const { page } = await at();
    await tiles(page).first().waitFor();
    await page.locator("main").evaluate((frame) => frame.scrollTo(0, frame.scrollHeight));
    await page.getByLabel(/, image 239$/).waitFor();
    await expect.poll(() => page.locator('[data-place][tabindex="0"]').count()).toBe(1);
  });

  test.each(["Enter", " "])("%o opens the first image of a fresh page", async (key) => {
    const { page } = await at();
    await tiles(page).first().waitFor();
    await page.keyboard.press(key);
    await page.getByRole("dialog").waitFor();
    expect(page.url()).toContain("image=0");
  });

  test("End on a fresh page leads to the last image", async () => {
    const { page } = await at();
    await tiles(page).first().waitFor();
    await page.keyboard.press("End");
    await expect.poll(() => focused(page)).toBe("239");
  });

  test("arrows walk after a button or a link was used, and Enter is still theirs", async () => {
    const { page } = await at("#statistics");
    await page.getByRole("link", { name: "Images" }).click();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => focused(page)).toBe("1");
    await page.getByRole("button", { name: "Whole pictures" }).focus();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "Whole pictures", pressed: true }).waitFor();
    expect(page.url()).not.toContain("image=");
    await page.keyboard.press("End");
    await expect.poll(() => focused(page)).toBe("239");
  });

  test("keys that a field or a dialog uses stay with it", async () => {
    const { page } = await at();
    await page.getByRole("combobox", { name: "Shape" }).focus();
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => count(page)).toBe("80 of 240");
    expect(await focused(page)).toBeNull();
    await page.keyboard.press("?");
    await page.getByRole("dialog").waitFor();
    await page.getByRole("button", { name: "Close" }).focus();
    await page.keyboard.press("ArrowRight");
    await page.waitForTimeout(100);
    expect(await focused(page)).toBeNull();
  });

  test.each([
    ["statistics", "section[aria-label=Sharpness]"],
    ["duplicates", ".pairs li"],
    ["predictions", ".words"],
  ])("keys scroll a fresh page of %s", async (tab, shows) => {
    const { page } = await look(`${withPredictions.url}#${tab}`, { height: 300 });
    await page.locator(shows).first().waitFor();
    const top = () => page.locator("main").evaluate((frame) => frame.scrollTop);
    await page.keyboard.press("PageDown");
    await expect.poll(top).toBeGreaterThan(100);
    await page.keyboard.press("Home");
    await expect.poll(top).toBe(0);
  });

  test("a link leads to an image, with all that is known of it", async () => {
    const number = numberOf(named(1));
    const sight = await at(`#images?image=${number}`);
    const dialog = sight.page.getByRole("dialog");
    await dialog.getByRole("img", { name: `goldfish, image ${number}` }).waitFor();
    await expect.poll(() => dialog.innerText(), { timeout: 20_000 }).toMatch(/40 × 60 · \d+ B/);
    const text = await dialog.innerText();
    expect(text).toContain("1 · n01443537");
    expect(text).toContain("Carassius auratus");
    expect(text).toContain(named(1));
    expect(text).toContain("goldfish");
    expect(text).toMatch(/Kind\s+fish/);
    expect(text).toMatch(new RegExp(`Number\\s+#${number}`));
    // TFDS has other images, and no order in which to read these.
    expect(text).not.toMatch(/In TFDS|as stored|as read/);
    const orders = sight.page.getByRole("combobox", { name: "Sort", includeHidden: true });
    expect(await orders.innerText()).not.toContain("reading order");
    expect(text).toContain(`dataset.where({ file_name: "${named(1)}" })`);
    expect(await dialog.getByRole("img", { name: "a published box" }).locator("rect").count()).toBe(
      1,
    );
    const download = sight.page.waitForEvent("download");
    await dialog.getByRole("link", { name: "Download original" }).click();
    expect((await download).suggestedFilename()).toBe(named(1).replace("/", "-"));
    await isClean(sight);
  });

  test("marks a damaged image, and goes on", async () => {
    const number = numberOf(damaged);
    const { page } = await at("#images?class=7");
    await page.getByText("cannot be decoded").waitFor();
    await tiles(page).first().click();
    const alert = page.getByRole("dialog").getByRole("alert");
    expect(await alert.innerText()).toContain("expected a JPEG");
    expect(page.url()).toContain(`image=${number}`);
  });

  test("gives code that loads what is shown", async () => {
    const { page } = await at("#images?class=281");
    await page.getByRole("button", { name: "Code" }).click();
    const code = page.getByRole("region", { name: /^Code/ });
    await expect.poll(() => code.innerText()).toContain("dataset.where({ label: 281 })");
    await page.getByLabel(/^Search/).fill("#3");
    await page.getByRole("button", { name: /^Take off: tabby/ }).click();
    await expect.poll(() => code.innerText()).toContain("dataset.where({ file_name: ");
  });

  test("says in words what the data is", async () => {
    const { page } = await at("#statistics");
    expect(await page.getByRole("banner").innerText()).toContain(
      "Your own images, not a published dataset.",
    );
  });

  test("histograms have round values and counts at their axes", async () => {
    const { page } = await at("#statistics");
    const card = page.getByRole("region", { name: "Width" });
    await card.locator(".bars").waitFor();
    // 80 images are 40, 50 and 60 wide each; one cannot be decoded.
    expect(await card.locator(".scale").innerText()).toMatch(/^0\s+50$/);
    expect(await card.locator(".axis").innerText()).toMatch(/^45\s+50\s+55\s+60$/);
    expect(await card.locator(".note").innerText()).toContain("40 to 60, median 50");
    await card.getByRole("button", { name: /^60 – 61: 80$/ }).hover();
    expect(await card.locator(".bar-words").innerText()).toBe("60 – 61: 80 images");
  });

  test("statistics: a bar leads to its images, an outlier to its details", async () => {
    const sight = await at("#statistics");
    const { page } = sight;
    await page.getByRole("heading", { name: "Sharpness" }).waitFor();
    await isClean(sight);
    await page
      .getByRole("region", { name: "Width" })
      .getByRole("button", { name: /^60 – 61: 80$/ })
      .click();
    await expect.poll(() => count(page)).toBe("80 of 240");
    expect(page.url()).toContain("width=60..61");
    await page.goBack();
    const widest = page.getByRole("region", { name: "Width" }).locator(".ends figure").last();
    const name = await widest.getByRole("button").getAttribute("aria-label");
    await widest.getByRole("button").click();
    await page
      .getByRole("dialog")
      .getByRole("img", { name: name ?? "" })
      .waitFor();
  });

  test("where no image fits, it leads back to all", async () => {
    const { page } = await at("#images?q=zzz&shape=portrait&width=1..2");
    await page.getByRole("button", { name: "Show all images" }).click();
    await expect.poll(() => count(page)).toBe("240 images");
  });

  test("near-duplicates are shown in pairs", async () => {
    const sight = await at("#duplicates");
    await sight.page.getByText(/look alike\./).waitFor();
    expect(await sight.page.locator(".pairs li").count()).toBeGreaterThan(0);
    await isClean(sight);
  });

  test("predictions: who was right, and where they disagree", async () => {
    const { page } = await look(`${withPredictions.url}#images`);
    await page.locator(".verdicts .wrong").first().waitFor();
    const wrong = page.getByLabel(/^tench, image \d+, taken for goldfish, 60 %$/).first();
    const drawn = await wrong
      .locator(".mistake span")
      .evaluateAll((spans) => spans.map((each) => getComputedStyle(each, "::before").content));
    expect(drawn).toEqual(['"goldfish"', '"60 %"']);
    await page.getByRole("combobox", { name: "Answer" }).selectOption("only-first");
    // Right by the first and wrong by the second: n a multiple of 4 and not of 3.
    const only = Object.keys(images).filter((_, n) => n % 4 === 0 && n % 3 !== 0).length;
    await expect.poll(() => count(page)).toBe(`${only} of 240`);
    await tiles(page).first().click();
    const dialog = page.getByRole("dialog");
    expect(await dialog.getByRole("region").allInnerTexts()).toContainEqual(
      expect.stringContaining("60.0 %"),
    );
    expect(await page.getByRole("heading", { name: hostile }).count()).toBe(1);
  });

  test("predictions: scores, McNemar in words, confusions that lead to their images", async () => {
    const sight = await look(`${withPredictions.url}#predictions`);
    const { page } = sight;
    const right = Object.keys(images).filter((_, n) => n % 3 !== 0).length;
    const scores = page.getByRole("row", { name: hostile }).last();
    await expect.poll(() => scores.innerText()).toContain(`${((100 * right) / 240).toFixed(2)} %`);
    expect(await page.getByRole("columnheader").allInnerTexts()).toContain("95 % interval");
    expect(await page.locator(".words").innerText()).toMatch(/p [=<] 0\.\d+/);
    await isClean(sight);
  });

  test("predictions say so where there are none", async () => {
    const { page } = await at("#predictions");
    await expect
      .poll(() => page.locator("main").innerText())
      .toBe("No model has been scored on these images.");
  });

  test("predictions say why they cannot be shown", async () => {
    const { page } = await look(withPredictions.url);
    await page.route("**/documents/predictions.json", (route) =>
      route.fulfill({ status: 503, json: { message: "The archive can no longer be read." } }),
    );
    onTestFinished(() => page.unrouteAll());
    await page.reload();
    await page
      .getByRole("button", { name: "Predictions" })
      .or(page.getByRole("link", { name: "Predictions" }))
      .click();
    await expect.poll(() => page.getByRole("alert").innerText()).toMatch(/no longer be read/);
  });

  test("the confusion matrix begins with the most frequent mistake, and is walked by keyboard", async () => {
    const { page } = await look(`${withPredictions.url}#predictions`);
    const cell = page.locator("#confusion-cell");
    // Each class but goldfish is taken for it in a third of its 30 images; 7 is one damaged image.
    expect(await cell.innerText()).toBe("tench taken for goldfish: 10");
    expect(
      await page.getByRole("region", { name: "Confusion" }).locator(".strip img").count(),
    ).toBe(4);
    for (const words of ["true class", "predicted class", "10 wrong", "20 right"]) {
      expect(await page.locator(".matrix-frame").innerText()).toContain(words);
    }
    expect(await page.locator(".class-axis.down").innerText()).toContain("goldfish");
    const confusion = page.getByRole("application");
    await confusion.focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("+");
    expect(await cell.innerText()).toBe("goldfish taken for tench: 10");
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain("class=1&predicted=0");
  });

  test("an address that compares a model with itself, or one that is not there, compares two", async () => {
    for (const models of ["model=2&other=2", "model=7&other=1", "other=5"]) {
      const { page } = await look(`${withPredictions.url}#predictions?${models}`);
      expect(await page.locator(".words").innerText()).toMatch(/p [=<] 0\.\d+/);
    }
  });

  test("eight models in a table, of which two are compared", async () => {
    const names = ["a", "b", "c", "d", "e", "f", "g", "h"];
    const models = names.map((name, at) => ({
      name,
      predictions: predictionsOf((n) => n % (at + 2) !== 0),
    }));
    const dataset = datasetOf(store);
    const served = await serveExplorer({ dataset, predictions: models, port: 0, dataDir });
    onTestFinished(() => served.close());
    const sight = await look(`${served.url}#predictions`);
    const { page } = sight;
    const table = page.getByRole("table");
    await table.waitFor();
    expect(await table.getByRole("row").count()).toBe(9);
    const rightOf = (at: number) => Object.keys(images).filter((_, n) => n % (at + 2) !== 0).length;
    for (const [at, name] of names.entries()) {
      const share = ((100 * rightOf(at)) / 240).toFixed(2);
      const row = table
        .getByRole("row")
        .filter({ has: page.getByRole("radio", { name, exact: true }) });
      expect(await row.innerText()).toContain(`${share} %`);
    }
    await page.getByRole("radio", { name: "h", exact: true }).check();
    await expect.poll(() => page.url()).toContain("model=8");
    await page.getByRole("combobox", { name: "h and" }).selectOption("g");
    await expect.poll(() => page.url()).toContain("other=7");
    const comparison = page.getByRole("region", { name: "Comparison" });
    const onlyH = Object.keys(images).filter((_, n) => n % 9 !== 0 && n % 8 === 0).length;
    expect(await comparison.innerText()).toContain("corrected (Holm) for 28 comparisons");
    await isClean(sight);
    await comparison.getByRole("button", { name: `Only h right: ${onlyH}` }).click();
    await expect.poll(() => count(page)).toBe(`${onlyH} of 240`);
    // Back to a third model, compared with the same.
    await page.getByRole("combobox", { name: "Model" }).selectOption("a");
    const onlyA = Object.keys(images).filter((_, n) => n % 2 !== 0 && n % 8 === 0).length;
    await expect.poll(() => count(page)).toBe(`${onlyA} of 240`);
  });

  test.each(["light", "dark"] as const)(
    "%s, wide and on a phone: nothing for axe to say",
    { timeout: 120_000 },
    async (colorScheme) => {
      for (const viewport of [
        { width: 1600, height: 900 },
        { width: 390, height: 844 },
      ]) {
        for (const [address, shows] of [
          ["#images?image=1", "dialog .strip img.loaded"],
          ["#statistics", "section[aria-label=Sharpness] img.loaded"],
          ["#duplicates", ".pairs img.loaded"],
          ["#predictions", ".words"],
          ["#images?grouped=kind&tiles=large&fit=whole", ".tile img.loaded"],
        ] as const) {
          const url = `${withPredictions.url}${address}`;
          const sight = await look(url, { colorScheme, ...viewport });
          await sight.page.locator(shows).first().waitFor();
          await isClean(sight);
          const wide = await sight.page.evaluate(() => document.documentElement.scrollWidth);
          expect(wide).toBe(viewport.width);
          const main = sight.page.getByRole("main", { includeHidden: true });
          expect(await main.evaluate((page) => page.scrollWidth - page.clientWidth)).toBe(0);
          // Every tab in sight, on a phone too.
          const views = sight.page.getByRole("navigation");
          expect(await views.evaluate((nav) => nav.scrollWidth - nav.clientWidth)).toBe(0);
        }
        const sight = await look(withPredictions.url, { colorScheme, ...viewport });
        await sight.page.keyboard.press("?");
        await sight.page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
        await isClean(sight);
      }
    },
  );

  test("hostile file names are inert", async () => {
    const evil = `0/"><img src=x onerror="document.title='evil'">.jpeg`;
    const other: Store = {
      ...slowed(store, (read) => read()),
      fileName: (index) => (index === 0 ? evil : store.fileName(index)),
    };
    const served = await serveExplorer({ dataset: datasetOf(other), port: 0, dataDir });
    const { page, complaints } = await look(`${served.url}#images?image=0`);
    expect(await page.getByRole("dialog").innerText()).toContain(evil);
    expect(await page.title()).not.toContain("evil");
    expect(complaints).toEqual([]);
    await served.close();
  });

  test("says so when the server has gone", async () => {
    const served = await serveExplorer({ dataset: datasetOf(store), port: 0, dataDir });
    const { page } = await look(served.url);
    await tiles(page).first().waitFor();
    await served.close();
    await page.getByRole("link", { name: "Near-duplicates" }).click();
    await page.getByRole("alert").waitFor();
    expect(await page.getByRole("alert").innerText()).toContain("does not answer");
  });
});
