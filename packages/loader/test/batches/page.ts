// Batches in Chromium: a page that opens an archive, and what it is asked about.
import { type OpenedPage, openPage, type PageOptions } from "@imagenet-v2/fixtures";

/** What a page needs to share memory with its workers. */
export const isolating = {
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-embedder-policy": "require-corp",
};

/**
 * `open(options)` is the dataset of the picked archive, or with `keep` of the page's own copy, `digest(batches)` as in pictures.ts, `told(work)` what work
 * gives, or its error; `started` are the workers, `alive()` is how many of them live, `left()` waits until none does.
 */
const program = `
  import { datasetOf } from "@imagenet-v2/loader";
  import { clearOriginFiles } from "@imagenet-v2/storage/opfs";
  import { ArchiveStore, MemoryStore } from "@imagenet-v2/stores";

  const started = [];
  const warnings = [];
  const warn = console.warn;
  console.warn = (text) => (warnings.push(text), warn(text));
  const OwnWorker = globalThis.Worker;
  globalThis.Worker = class extends OwnWorker {
    constructor(...args) {
      super(...args);
      started.push(this);
    }
  };

  const digest = async (batches) => {
    const parts = [];
    for await (const { image, label, file_name, index } of batches) {
      parts.push(new TextEncoder().encode(JSON.stringify([image.shape, image.dtype, [...label], file_name, [...index]])));
      // A copy, as shared memory is not hashed, and what is lent goes.
      parts.push(new Uint8Array(new Uint8Array(image.data.buffer, image.data.byteOffset, image.data.byteLength)));
    }
    const hash = await crypto.subtle.digest("SHA-256", await new Blob(parts).arrayBuffer());
    return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
  };
  const collect = async (batches) => {
    const all = [];
    for await (const batch of batches) all.push(batch);
    return all;
  };
  const told = (work) =>
    work.then((value) => value, ({ name, code, message, hint, image, fileName }) => ({ name, code, message, hint, image, fileName }));
  const ours = (name) => name.startsWith("imagenet-v2 batches");
  const alive = async () => (await navigator.locks.query()).held.filter(({ name }) => ours(name)).length;

  /** Waits for none: one that ends holds its lock a little longer. */
  const left = async () => {
    while ((await alive()) > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    return 0;
  };

  globalThis.worker = new URL("/worker.js", location.href);
  Object.assign(globalThis, {
    started, warnings, digest, collect, told, alive, left, clearOriginFiles, datasetOf, MemoryStore,
    async open({ keep = false, ...options } = {}) {
      const [file] = document.querySelector("input").files;
      return datasetOf(await ArchiveStore.open(file, { partial: true, keep }), options);
    },
  });
  globalThis.isReady = true;
`;

/** The workers' program. */
const entry = `import "@imagenet-v2/loader/worker";`;

/** Of code that is to run before what is imported after it. */
function importOf(code: string): string {
  return `import ${JSON.stringify(`data:text/javascript,${encodeURIComponent(code)}`)};`;
}

interface Asked {
  /** The archive that is picked. */
  readonly archive: string;
  readonly headers?: PageOptions["headers"];
  /** Of workers by other paths than /worker.js: what they do before they load the same program. */
  readonly workers?: Readonly<Record<string, string>>;
}

/** @returns asks the page: a function's body, which may await */
export async function batchesPage({ archive, headers, workers = {} }: Asked) {
  const opened: OpenedPage = await openPage({
    program,
    resolveDir: import.meta.dirname,
    workers: {
      "/worker.js": entry,
      ...Object.fromEntries(
        Object.entries(workers).map(([path, before]) => [path, `${importOf(before)} ${entry}`]),
      ),
      "/opfs-worker.js": `import "@imagenet-v2/storage/opfs-worker";`,
      "/silent.js": "",
      "/broken.js": `throw new Error("not here");`,
    },
    headers,
  });
  const { page } = opened;
  await page.waitForFunction("globalThis.isReady");
  await page.setInputFiles("input", archive);
  const ask = (body: string): Promise<unknown> => page.evaluate(`(async () => { ${body} })()`);
  return { page, ask };
}
