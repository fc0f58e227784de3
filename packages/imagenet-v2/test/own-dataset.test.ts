// The guide docs/own-dataset.md: each of its blocks is run, in its order, in a folder as it describes.
import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, delimiter, dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { fileNames } from "@imagenet-v2/core/file-names";
import {
  archiveOf,
  builtPackage,
  faultyServer,
  onnxFile,
  runReadme,
  temporaryFolder,
  tinyJpeg,
  tinyPng,
  writeTar,
} from "@imagenet-v2/fixtures";
import * as imagenetV2 from "imagenet-v2";
import * as evaluate from "imagenet-v2/evaluate";
import * as exporting from "imagenet-v2/export";
import { expect, test } from "vitest";

const guide = readFileSync(new URL("../../../docs/own-dataset.md", import.meta.url), "utf8");
const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

const names = ["ant", "bee", "cow", "dog", "elk"];
const { png } = await tinyPng();
const images: Record<string, Buffer> = {};
for (const [label, name] of names.entries()) {
  images[`${name}/1.jpg`] = await tinyJpeg({ color: [60 * label, 0, 0] });
  images[`${name}/2.png`] = png;
}
for (const [name, bytes] of Object.entries(images)) {
  mkdirSync(dirname(at(`pets/${name}`)), { recursive: true });
  writeFileSync(at(`pets/${name}`), bytes);
}
const members = Object.entries(images).map(([name, body]) => ({ name: `pets/${name}`, body }));
await writeTar(at("pets.tar"), members);
for (const model of ["a", "b"]) writeFileSync(at(`${model}.onnx`), onnxFile({ classes: 5 }));

const server = await faultyServer(readFileSync(at("pets.tar")));
const local = (text: string) => text.replaceAll("https://example.org", server.url);
writeFileSync(at("guide.md"), local(guide));

/** Paths of the guide are seen from its folder. */
function load(what: string, options: Record<string, unknown>) {
  const inFolder = (value: unknown) =>
    typeof value === "string" && !value.includes("://") ? at(value) : value;
  const { archive, index, ...others } = options;
  return imagenetV2.load(what, {
    ...others,
    archive: inFolder(archive) as string,
    index: inFolder(index) as string,
    dataDir: folder,
  });
}

const variant = "topimages";
const builder = (name: string) =>
  imagenetV2.builder(name, {
    archive: at(`${variant}.tar`),
    dataDir: folder,
    env: { HOME: folder },
  });

const database = {
  query: async () =>
    Object.entries(images).map(([name, bytes]) => ({
      name,
      label: names.indexOf(dirname(name)),
      size: bytes.length,
    })),
  image: async (name: string) => Uint8Array.from(images[name] as Buffer),
};

const modules = {
  "imagenet-v2": { ...imagenetV2, load, builder },
  "imagenet-v2/evaluate": { ...evaluate },
  "imagenet-v2/export": { ...exporting },
};

const blocks = (language: string) =>
  [...guide.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, "g"))].map(
    ([, text = ""]) => text,
  );

test("the list of classes and the commands do what they say", { timeout: 120_000 }, async () => {
  const list = blocks("").find((text) => text.startsWith("ant\n")) as string;
  writeFileSync(at("classes.txt"), list);
  mkdirSync(at("bin"));
  const program = join(builtPackage("imagenet-v2"), "bin/imagenet-v2.js");
  const script = `#!/bin/sh\nexec "${process.execPath}" "${program}" "$@"\n`;
  writeFileSync(at("bin/imagenet-v2"), script, { mode: 0o755 });
  const env = {
    ...process.env,
    PATH: `${at("bin")}${delimiter}${process.env.PATH}`,
    HOME: folder,
    IMAGENET_V2_DATA_DIR: folder,
  };
  const printed: string[] = [];
  for (const block of blocks("sh")) {
    const run = ["-e", "-c", local(block)];
    printed.push((await promisify(execFile)("sh", run, { cwd: folder, env })).stdout);
  }
  expect(printed).toHaveLength(4);
  const [looked, scored, indexed, remote] = printed as [string, string, string, string];
  expect(looked).toContain("dog/1.jpg");
  expect(looked).toContain("sheet.png");
  expect(scored).toContain("over all 5 classes");
  // Standardised, the reds of ant, bee, cow and the PNGs are below 0, those of dog and elk above 0.9: the
  // model answers with the first and the last class. Right are both ants and one elk.
  expect(scored).toContain("a.jsonl: 30.00 %, b.jsonl: 30.00 % (top-1, 10 images)");
  expect(existsSync(at("site/index.html"))).toBe(true);
  expect(basename(indexed.trim())).toBe("pets.index.json");
  expect(remote.trim().split("\n")).toHaveLength(10);
});

test.each(blocks("ts").map((text, which) => [which, text] as const))(
  "its program %i gives what it says",
  { timeout: 60_000 },
  async (which, text) => {
    if (text.includes(variant)) {
      const { topDirectory } = imagenetV2.variants[variant].archive;
      await archiveOf(at(`${variant}.tar`), fileNames(variant), { topDirectory });
    }
    Object.assign(globalThis, { database });
    const claims = await runReadme(pathToFileURL(at("guide.md")), modules, which);
    expect(claims.length).toBeGreaterThan(0);
    for (const [actual, claimed] of claims) expect(actual).toEqual(claimed);
  },
);
