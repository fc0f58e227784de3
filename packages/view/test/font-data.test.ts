import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { contactSheet } from "@imagenet-v2/view";
import { expect, test } from "vitest";
import { counted } from "./examples.ts";

test("pages carry the fonts of @fontsource/source-sans-3, byte for byte", async () => {
  const html = await (await contactSheet(counted(1).source)).html();
  const faces = Array.from(
    html.matchAll(/font-weight: (\d+); src: url\("data:font\/woff;base64,([^"]+)"\)/g),
  );
  expect(faces.map(([, weight]) => weight)).toEqual(["400", "600"]);
  const { resolve } = createRequire(import.meta.url);
  for (const [, weight, base64] of faces) {
    const path = resolve(
      `@fontsource/source-sans-3/files/source-sans-3-latin-${weight}-normal.woff`,
    );
    expect(base64).toBe(readFileSync(path, "base64"));
  }
});
