import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { photographs, tinyJpeg } from "@imagenet-v2/fixtures";
import { contactSheet } from "@imagenet-v2/view";
import sharp from "sharp";
import { expect, test } from "vitest";
import { counted, flat } from "./examples.ts";

const tench = { label: 0, file_name: `0/${"ab".repeat(20)}.jpeg`, index: 17 };

async function pixels(png: Uint8Array) {
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number) =>
    [...data.subarray((y * info.width + x) * info.channels)].slice(0, 3);
  return { at, width: info.width, height: info.height };
}

test("reads no more than it shows and closes the source", async () => {
  const { state, source } = counted(100);
  const sheet = await contactSheet(source, { rows: 2, columns: 3, cellWidth: 64 });
  expect(sheet.length).toBe(6);
  expect(state).toEqual({ read: 6, closed: true });
});

test("keeps the picture's proportions, in the middle of a light square", async () => {
  const sheet = await contactSheet([{ image: flat(40, 20) }], { cellWidth: 100 });
  const { at, width } = await pixels(await sheet.png());
  expect(width).toBe(148);
  // The square begins at 24; the picture fills its width and the middle half of its height.
  expect(at(74, 24 + 24)).toEqual([0xec, 0xee, 0xef]);
  expect(at(74, 24 + 26)).toEqual([200, 40, 40]);
  expect(at(25, 74)).toEqual([200, 40, 40]);
  expect(at(122, 74)).toEqual([200, 40, 40]);
  expect(at(74, 24 + 73)).toEqual([200, 40, 40]);
  expect(at(74, 24 + 76)).toEqual([0xec, 0xee, 0xef]);
  expect(at(2, 2)).toEqual([0xfb, 0xfb, 0xfa]);
});

test("draws the same at twice the size", async () => {
  const sheet = await contactSheet([{ image: flat(40, 20), ...tench }], { cellWidth: 100 });
  const [single, double] = [
    await pixels(await sheet.png()),
    await pixels(await sheet.png({ scale: 2 })),
  ];
  expect([double.width, double.height]).toEqual([2 * single.width, 2 * single.height]);
  expect(double.at(148, 148)).toEqual([200, 40, 40]);
});

test("tells readable name, wnid and index, place and file name", async () => {
  const sheet = await contactSheet([{ image: flat(8, 8), ...tench }], { title: "T", note: "N" });
  const html = await sheet.html();
  for (const text of ["tench", "n01440764 (0)", "#17", tench.file_name]) {
    expect(html).toContain(`>${text}</span>`);
  }
  expect(html).toContain("<h1>T</h1><p>N</p>");
  expect(await sheet.svg()).toContain(
    `<title>tench · n01440764 (0) · #17 · ${tench.file_name}</title>`,
  );
});

test("leaves out what is not known", async () => {
  const html = await (await contactSheet([{ image: flat(8, 8), label: 1000 }])).html();
  expect(html).toContain('<span class="label">1000</span>');
  expect(html).not.toContain("<h1>");
  const bare = await (await contactSheet([{ image: flat(8, 8) }])).html();
  expect(bare).not.toContain("<span");
});

test("no name is cut: a long one goes on in the next line", async () => {
  const terrier = { image: flat(8, 8), label: 180 }; // American, Staffordshire, terrier: a line each
  const short = await sharp(
    await (await contactSheet([{ image: flat(8, 8), label: 0 }], { cellWidth: 120 })).png(),
  ).metadata();
  const long = await sharp(
    await (await contactSheet([terrier], { cellWidth: 120 })).png(),
  ).metadata();
  expect(long.width).toBe(short.width);
  expect((long.height ?? 0) - (short.height ?? 0)).toBe(2 * 20);
});

test("an SVG asks for no font: its text is outlines", async () => {
  const svg = await (await contactSheet([{ image: flat(8, 8), ...tench }])).svg();
  const elements = new Set(Array.from(svg.matchAll(/<([a-z]+)/g), ([, name]) => name));
  expect([...elements].sort()).toEqual(
    ["defs", "g", "image", "path", "rect", "svg", "title", "use"].sort(),
  );
  expect(svg).not.toMatch(/font/i);
});

test("a machine without fonts draws the same letters", async () => {
  const svg = await (await contactSheet([{ image: flat(8, 8), ...tench }])).svg();
  const script = `require("sharp")(require("node:fs").readFileSync(0)).raw().toBuffer().then((b) => process.stdout.write(b))`;
  const without = execFileSync(process.execPath, ["-e", script], {
    cwd: fileURLToPath(new URL("..", import.meta.url)),
    input: svg,
    env: { FONTCONFIG_FILE: "/dev/null", FONTCONFIG_PATH: "/nowhere", HOME: "/nowhere" },
    maxBuffer: 1 << 26,
  });
  expect(without.equals(await sharp(Buffer.from(svg)).raw().toBuffer())).toBe(true);
  const { data, info } = await sharp(Buffer.from(svg))
    .extract({ left: 24, top: 270, width: 240, height: 20 })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const dark = data.filter((value) => value < 100).length;
  expect(dark, `${info.width}x${info.height}: the name's ink`).toBeGreaterThan(60);
});

test("every printable character has an outline that stays on its line", async () => {
  const all = String.fromCharCode(...Array.from({ length: 94 }, (_, i) => 33 + i));
  const svg = await (await contactSheet([{ image: flat(8, 8), file_name: all }])).svg();
  const paths = Array.from(svg.matchAll(/<path id="[^"]+" d="([^"]+)"/g), ([, path]) => path ?? "");
  expect(paths).toHaveLength(94);
  for (const path of paths) {
    for (const [number] of path.matchAll(/-?[\d.]+/g)) {
      expect(Math.abs(Number(number)), path).toBeLessThanOrEqual(1100);
    }
  }
});

test("text from a dataset stays text", async () => {
  const hostile = `<script>alert("1")</script>&'\u0007`;
  const sheet = await contactSheet([{ image: flat(8, 8), file_name: hostile }], { title: hostile });
  const escaped = "&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;\ufffd";
  for (const markup of [await sheet.html(), await sheet.svg()]) {
    expect(markup).toContain(escaped);
    expect(markup).not.toContain("<script");
    expect(markup).not.toContain("\u0007");
  }
});

test("a page forbids scripts and connections and needs no other file", async () => {
  const html = await (await contactSheet([{ image: flat(8, 8), ...tench }])).html();
  expect(html).toMatch(
    /Content-Security-Policy" content="default-src 'none'; img-src data:; font-src data:; style-src 'sha256-/,
  );
  expect(html).not.toMatch(/ style="| on[a-z]+="|<script|<link|https?:/);
  expect(html).toContain('<img src="data:image/jpeg;base64,');
});

test("takes stored bytes and decodes them", async () => {
  const bytes = readFileSync(photographs()[0] ?? "");
  const { at } = await pixels(
    await (await contactSheet([{ image: bytes }], { cellWidth: 200 })).png(),
  );
  expect(at(124, 124)).not.toEqual([0xec, 0xee, 0xef]);
});

test("a damaged image is named", async () => {
  const cut = (await tinyJpeg()).subarray(0, -10);
  await expect(contactSheet([{ image: cut, file_name: "7/a.jpeg" }])).rejects.toMatchObject({
    code: "CORRUPT_IMAGE",
    name: expect.anything(),
    message: expect.stringContaining("7/a.jpeg"),
  });
  await expect(
    contactSheet([{ image: Buffer.from("<svg/>"), file_name: "7/b.jpeg" }]),
  ).rejects.toMatchObject({ code: "NOT_A_JPEG", message: expect.stringContaining("7/b.jpeg") });
});

test("nothing to show is an empty sheet", async () => {
  const sheet = await contactSheet([], { title: "Nothing" });
  expect(sheet.length).toBe(0);
  expect((await pixels(await sheet.png())).width).toBe(288);
  expect(await sheet.html()).toContain("<h1>Nothing</h1>");
});

test("an unknown option is an error with a suggestion", async () => {
  await expect(contactSheet([], { colums: 3 } as object)).rejects.toMatchObject({
    code: "INVALID_OPTION",
    hint: expect.stringContaining('Did you mean "columns"?'),
  });
});

test("stops when it is told to", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(contactSheet(counted(3).source, { signal })).rejects.toThrow("enough");
});
