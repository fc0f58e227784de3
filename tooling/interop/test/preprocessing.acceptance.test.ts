import { createHash } from "node:crypto";
import { openSync, readSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ImageTensor, isImageNetV2Error } from "@imagenet-v2/core";
import { decodeJpeg, preprocess } from "@imagenet-v2/decode";
import { generator, sharedFile, temporaryFolder } from "@imagenet-v2/fixtures";
import { pythonEnvironment, runPython } from "@imagenet-v2/interop";
import { fromHuggingFace, fromTimm, type KnownPreprocessing } from "@imagenet-v2/models";
import { ArchiveStore } from "@imagenet-v2/stores";
import { beforeAll, describe, expect, test } from "vitest";
import { unitsApart } from "./units-apart.ts";

// An environment of its own, of 6 GB: made when these tests are run, and not for the others.
const python = await pythonEnvironment("models");
const skipped = python.missing === undefined ? "" : ` (skipped: ${python.missing})`;
const archive = sharedFile("archives/imagenetv2-matched-frequency-50.tar.gz");

/** What preprocessing.py tells of a config. */
interface Case {
  readonly library: "timm" | "transformers";
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly options: { readonly testSize?: boolean };
  /** The kinds of models that transformers has it for, of those that classify. */
  readonly classifiers?: readonly string[];
  /** Whether it works with Pillow. */
  readonly pillow?: boolean;
}

/** What the library makes of each image, and of each byte. */
interface Made {
  readonly error?: string;
  readonly digests: readonly string[];
  readonly floats: number;
}

/** As they lie on the disk, and as we decode them. */
interface Images {
  readonly listed: readonly object[];
  readonly decoded: readonly ImageTensor[];
}

async function photographs(folder: string): Promise<Images> {
  const store = await ArchiveStore.open(archive as string, { partial: true });
  const listed: object[] = [];
  const decoded: ImageTensor[] = [];
  for (let i = 0; i < 20; i++) {
    const file = join(folder, `${i}.jpeg`);
    const bytes = await store.read(i);
    writeFileSync(file, bytes);
    listed.push({ file });
    decoded.push(await decodeJpeg(bytes));
  }
  await store.close();
  return { listed, decoded };
}

/** Odd and even margins, smaller than a crop, a single pixel. */
const sizes = [
  ...[
    [500, 375],
    [333, 500],
    [640, 480],
    [1, 1],
    [97, 64],
    [224, 224],
    [256, 255],
    [225, 231],
  ],
  ...[
    [400, 399],
    [113, 700],
    [700, 131],
    [30, 41],
  ],
] as [number, number][];

async function noise(folder: string): Promise<Images> {
  const random = generator(16);
  const decoded = sizes.map(([width, height]): ImageTensor => {
    const data = Uint8Array.from({ length: width * height * 3 }, () => Math.floor(random() * 256));
    return { data, shape: [height, width, 3], dtype: "uint8" };
  });
  const listed = decoded.map(({ data, shape: [height, width] }, i) => {
    const file = join(folder, `${i}.rgb`);
    writeFileSync(file, data);
    return { file, width, height };
  });
  return { listed, decoded };
}

/** Why a config is refused, or what it means. */
function read({ library, config, options }: Case, modelType?: string): KnownPreprocessing | string {
  try {
    return library === "timm" ? fromTimm(config, options) : fromHuggingFace(config, { modelType });
  } catch (error) {
    if (isImageNetV2Error(error)) return `${error.code} ${error.message}`;
    throw error;
  }
}

const title = ({ name, config, options }: Case) =>
  `${name} ${JSON.stringify(config)} ${JSON.stringify(options)}`;

/** How an image differs from what the library makes of it: in its bytes, and in units of the last place. */
async function difference(
  image: ImageTensor,
  { preprocessing }: KnownPreprocessing,
  theirs: { readonly digest: string | undefined; readonly table: Float32Array },
): Promise<{ bytes: boolean; units: number }> {
  const planes = { ...preprocessing, layout: "nchw" } as const;
  const { data, shape } = await preprocess(image, { ...planes, dtype: "uint8" });
  const digest = createHash("sha256").update(data).digest("hex");
  const { data: floats } = await preprocess(image, { ...planes, dtype: "float32" });
  const plane = data.length / 3;
  let units = 0;
  for (let i = 0; i < data.length; i++) {
    const expected = theirs.table[Math.floor(i / plane) * 256 + (data[i] as number)] as number;
    if (floats[i] !== expected) {
      units = Math.max(units, unitsApart(floats[i] as number, expected));
    }
  }
  return { bytes: `${shape[1]}x${shape[2]} ${digest}` !== theirs.digest, units };
}

describe.skipIf(python.python === undefined)(`a model's own files${skipped}`, () => {
  let cases: readonly Case[] = [];
  beforeAll(async () => {
    const told = (await runPython(python, "preprocessing.py", ["list"])) as {
      versions: object;
      cases: Case[];
    };
    cases = told.cases;
    console.log(told.versions);
  }, 1_200_000);

  test("are refused where they ask for what no preprocessing does, and for no other reason", async () => {
    const refused = cases.flatMap((each) => {
      const known = read(each);
      if (typeof known !== "string") return [];
      const { name, config, classifiers = [] } = each;
      const { image_processor_type, ...rest } = config;
      const said = Object.keys(rest).length === 0 ? "" : ` ${JSON.stringify(rest)}`;
      const of = classifiers.length === 0 ? "no classifier" : classifiers.join(", ");
      const how = each.pillow === false ? "; not with Pillow" : "";
      return [`${name}${said} (${of}${how}): ${known}`];
    });
    console.log(`${cases.length} configs, ${refused.length} refused:\n${refused.join("\n")}`);
    await expect(`${refused.join("\n")}\n`).toMatchFileSnapshot("refused-configs.txt");
  });

  test("are those that packages/models compares between a page and Node", async () => {
    const lines = cases.map((each) => {
      const { library, config, options } = each;
      const known = read(each);
      const ignored = typeof known === "string" ? [] : known.ignored;
      const deciding = Object.entries(config).filter(([field]) => !ignored.includes(field));
      return JSON.stringify({ library, config: Object.fromEntries(deciding), options });
    });
    await expect(`${[...new Set(lines)].join("\n")}\n`).toMatchFileSnapshot("known-configs.jsonl");
  });

  test("without a processor's name mean the one that transformers has for the kind of model", () => {
    const counts = { same: 0, asked: 0 };
    for (const each of cases) {
      for (const kind of each.classifiers ?? []) {
        const { image_processor_type: _, ...unnamed } = each.config;
        const known = read({ ...each, config: unnamed }, kind);
        // Where the kind is not known, the name is asked for.
        if (typeof known === "string" && known.startsWith("INVALID_OPTION")) counts.asked++;
        else {
          expect(known, `${kind} ${title(each)}`).toEqual(read(each));
          counts.same++;
        }
      }
    }
    console.log("kinds of models, without a processor's name:", counts);
    expect(counts.same).toBeGreaterThan(40);
  });

  describe.each([
    ["20 photographs (../shared)", archive !== undefined, photographs],
    [`${sizes.length} images of odd sizes`, true, noise],
  ] as const)("say what becomes of %s", (_, here, make) => {
    test.skipIf(!here).each(["timm", "transformers"] as const)(
      "with %s: the same bytes after resize and crop, the same floats",
      async (library) => {
        const folder = temporaryFolder();
        const { listed, decoded } = await make(folder);
        const asked = cases.flatMap((each) => {
          const known = read(each);
          return each.library !== library || typeof known === "string" ? [] : [{ each, known }];
        });
        const files = ["cases.json", "images.json"].map((name) => join(folder, name));
        const [casesFile, imagesFile] = files as [string, string];
        writeFileSync(casesFile, JSON.stringify(asked.map(({ each }) => each)));
        writeFileSync(imagesFile, JSON.stringify(listed));
        const args = ["run", casesFile, imagesFile, folder];
        const made = (await runPython(python, "preprocessing.py", args)) as Made[];

        const tables = openSync(join(folder, "floats"), "r");
        const others: string[] = [];
        for (const [i, { each, known }] of asked.entries()) {
          const { error, digests, floats } = made[i] as Made;
          if (error !== undefined) {
            others.push(`${title(each)}: ${error}`);
            continue;
          }
          const table = new Float32Array(3 * 256);
          readSync(tables, table, 0, table.byteLength, floats);
          let differing = 0;
          let most = 0;
          for (const [j, image] of decoded.entries()) {
            const found = await difference(image, known, { digest: digests[j], table });
            if (found.bytes) differing++;
            most = Math.max(most, found.units);
          }
          if (differing > 0 || most > 0) {
            others.push(`${title(each)}: ${differing} images differ; floats by ${most} units`);
          }
        }
        expect(others).toEqual([]);
        console.log(`${library}: ${asked.length} configs, ${decoded.length} images each, equal.`);
        expect(asked.length).toBeGreaterThan(library === "timm" ? 200 : 45);
      },
      1_200_000,
    );
  });
});
