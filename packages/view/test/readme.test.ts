import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { archiveOf, runReadme, temporaryFolder } from "@imagenet-v2/fixtures";
import { load } from "@imagenet-v2/loader";
import * as view from "@imagenet-v2/view";
import sharp from "sharp";
import { expect, test } from "vitest";

test("the README's example writes a picture, a page without a script and outlines", async () => {
  const folder = temporaryFolder();
  const archive = join(folder, "some.tar.gz");
  const names = Array.from({ length: 25 }, (_, i) => `${i}/${String(i).padStart(40, "0")}.jpeg`);
  await archiveOf(archive, names, { topDirectory: "some" });
  const own = { archive, dataDir: folder, env: { HOME: folder }, partial: true };

  const files = new Map<string, Uint8Array | string>();
  await runReadme(new URL("../README.md", import.meta.url), {
    "node:fs/promises": {
      writeFile: async (name: string, data: Uint8Array | string) => void files.set(name, data),
    },
    "@imagenet-v2/loader": {
      load: (name: string, options: object) => load(name, { ...options, ...own }),
    },
    "@imagenet-v2/view": { ...view },
  });

  expect([...files.keys()]).toEqual(["sheet.png", "sheet.html", "sheet.svg"]);
  expect(await sharp(files.get("sheet.png") as Uint8Array).metadata()).toMatchObject({
    format: "png",
  });
  const page = String(files.get("sheet.html"));
  expect(page).toContain("The first twenty");
  expect(page.match(/<img/g)).toHaveLength(20);
  expect(page).not.toMatch(/<script|<link|src="(?!data:)/);
  const svg = String(files.get("sheet.svg"));
  expect(svg).toContain("<path");
  expect(svg).not.toContain("<text");
});

test("the README names only what there is", async () => {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const names = [...readme.matchAll(/^\| `(\w+)\(/gm)].map(([, name]) => name as string);
  expect(names).toHaveLength(7);
  expect(names.filter((name) => !Object.hasOwn(view, name))).toEqual([]);
});
