import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtPage, hasChromium, openPage, temporaryFolder, tinyJpeg } from "@imagenet-v2/fixtures";
import { decodeJpeg } from "imagenet-v2";
import { expect, test } from "vitest";

test.skipIf(!hasChromium)(
  "shows the pixels that Node decodes, and says what is no JPEG (needs Chromium)",
  { timeout: 120_000 },
  async () => {
    const url = await builtPage(join(import.meta.dirname, ".."));
    const { page } = await openPage({ program: "", resolveDir: import.meta.dirname, url });
    const jpeg = await tinyJpeg({ width: 40, height: 30, seed: 3 });
    const path = join(temporaryFolder(), "a.jpeg");
    writeFileSync(path, jpeg);
    await page.setInputFiles("input", path);
    await page.waitForFunction(`document.querySelector("output").textContent !== ""`);
    expect(await page.textContent("output")).toBe("40 × 30, as Pillow decodes it");
    const shown = (await page.evaluate(
      `Array.from(document.querySelector("canvas").getContext("2d").getImageData(0, 0, 40, 30).data)`,
    )) as number[];
    const { data } = await decodeJpeg(jpeg);
    const rgb = Uint8Array.from(shown.filter((_, i) => i % 4 !== 3));
    const hash = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
    expect(hash(rgb)).toBe(hash(data as Uint8Array));

    const other = join(temporaryFolder(), "b.jpeg");
    writeFileSync(other, "GIF89a");
    await page.setInputFiles("input", other);
    await page.waitForFunction(`document.querySelector("output").textContent.includes("b.jpeg")`);
  },
);
