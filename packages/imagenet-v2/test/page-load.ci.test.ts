// A page loads a variant by its name alone: what is not there is downloaded into the files of its origin.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { variants } from "@imagenet-v2/core";
import { fileNames } from "@imagenet-v2/core/file-names";
import {
  archiveOf,
  faultyServer,
  hasChromium,
  openPage,
  temporaryFolder,
} from "@imagenet-v2/fixtures";
import { load } from "imagenet-v2";
import { expect, test, vi } from "vitest";

vi.setConfig({ testTimeout: 180_000 });

/** The published bytes are not ours to have in a test: the page is told of others. */
const program = `
  import { variants } from "@imagenet-v2/core";
  import { digest } from "@imagenet-v2/core/internal";
  import { load } from "imagenet-v2";

  globalThis.run = async (archive, options) => {
    Object.assign(variants["matched-frequency"].archive, archive);
    const phases = [];
    const onProgress = ({ phase }) => void phases.push(phase);
    try {
      const name = "imagenet_v2/matched-frequency";
      const dataset = await load(name, { split: "test", onProgress, ...options });
      const { store } = dataset;
      const seen = {
        length: dataset.length,
        provenance: store.info.provenance,
        names: digest(Array.from({ length: store.length }, (_, i) => store.fileName(i)).join("\\n")),
        last: digest(await store.read(store.length - 1)),
      };
      await store.close();
      return { seen, phases: [...new Set(phases)] };
    } catch (error) {
      return { error: { ...error, code: error.code, message: error.message } };
    }
  };
  globalThis.indices = async () => {
    const root = await navigator.storage.getDirectory();
    const index = await (await root.getDirectoryHandle("imagenet-v2")).getDirectoryHandle("index");
    const names = [];
    for await (const name of index.keys()) names.push(name);
    return names;
  };
`;

const cors = {
  "access-control-allow-origin": "*",
  "access-control-expose-headers": "content-range, etag",
};

const sha256Of = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");

test.skipIf(!hasChromium)(
  "load() downloads a variant in a page, gives what Node gives of it, and asks for nothing the next time (needs Chromium)",
  async () => {
    const path = join(temporaryFolder(), "archive.tar.gz");
    const { topDirectory } = variants["matched-frequency"].archive;
    await archiveOf(path, [...fileNames("matched-frequency")].sort(), { topDirectory });
    const bytes = readFileSync(path);
    const server = await faultyServer(bytes, (_, n) => ({
      headers: cors,
      // What a page has not read yet when a connection breaks is lost.
      ...(n === 0 ? { cutAfter: 1_000_000, bytesPerSecond: 1_000_000 } : {}),
    }));
    const expected = await load("imagenet_v2", { archive: path, split: "test" });
    const { store } = expected;
    const names = Array.from({ length: store.length }, (_, i) => store.fileName(i)).join("\n");
    const seen = {
      length: 10_000,
      provenance: "published",
      names: sha256Of(names),
      last: sha256Of(await store.read(store.length - 1)),
    };

    const { page } = await openPage({
      program,
      resolveDir: import.meta.dirname,
      workers: { "/opfs-worker.js": `import "@imagenet-v2/storage/opfs-worker";` },
    });
    const archive = { bytes: bytes.length, sha256: sha256Of(bytes) };
    const run = (options: object) =>
      page.evaluate(`run(${JSON.stringify(archive)}, ${JSON.stringify(options)})`);
    await page.waitForFunction("globalThis.indices");
    expect(await run({ download: false })).toMatchObject({
      error: {
        code: "NOT_PREPARED",
        message: expect.stringContaining("in the files of this site"),
        searched: [expect.stringMatching(/^downloads\//)],
      },
    });
    expect(await run({ baseUrl: server.url })).toMatchObject({
      seen,
      phases: expect.arrayContaining(["connecting", "downloading", "retrying", "done"]),
    });
    expect(server.log.map(({ status }) => status)).toEqual([200, 206]);
    expect(await page.evaluate("indices()")).toHaveLength(1);
    await page.reload();
    await page.waitForFunction("globalThis.indices");
    expect(await run({ download: false })).toMatchObject({ seen });
    expect(server.log).toHaveLength(2);
  },
);
