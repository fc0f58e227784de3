/// <reference lib="dom" />
import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";

/** As the models of TensorFlow's own tools were trained: (p - 128) / 128. */
const third = 128 / 255;
const colours = { mean: [third, third, third], std: [third, third, third] };

/** What the small test model wants done to an image. */
export const smallSteps = JSON.stringify({ resize: 146, crop: 128, ...colours });
/** What the larger one wants. */
export const largeSteps = JSON.stringify({ resize: 256, crop: 224, ...colours });

export const modelPicker = "input[aria-label^='Model to score']";

export const modelPanel = (page: Page) => page.getByRole("region", { name: /^Model / });

/** Chooses steps, as nothing beside the model says any. */
export async function say(page: Page, steps: string): Promise<void> {
  await page.getByLabel(/^Or its steps/).fill(steps);
  await page.getByRole("button", { name: "Score it" }).click();
}

/** Waits until a model is scored. */
export async function scored(page: Page): Promise<void> {
  await page.getByRole("button", { name: "See its mistakes" }).waitFor({ timeout: 120_000 });
}

/** The text of a file that the page offers. */
export async function downloaded(page: Page, name: string): Promise<string> {
  const coming = page.waitForEvent("download");
  await page.getByRole("button", { name }).click();
  return readFile(await (await coming).path(), "utf8");
}
